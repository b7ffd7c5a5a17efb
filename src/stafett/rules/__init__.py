"""The rules as a tool for others: JSON Lines in, JSON Lines out, one line answered by one line.

Each tool has a line that it reads and a line that it answers with, both published as a JSON Schema in docs/schema.
Nothing is stored, and no database is asked.
"""

from stafett.rules.contact import CONTACT
from stafett.rules.factors import FACTORS_TOOL
from stafett.rules.order import ORDER
from stafett.rules.screening import SCREENING
from stafett.rules.sharing import SHARING
from stafett.rules.spells import SPELLS
from stafett.rules.stop_points import STOP_POINTS
from stafett.rules.tool import Tool

__all__ = ["TOOLS", "Tool"]

_ALL = (SPELLS, STOP_POINTS, SCREENING, FACTORS_TOOL, CONTACT, ORDER, SHARING)
TOOLS: dict[str, Tool] = {tool.name: tool for tool in _ALL}
