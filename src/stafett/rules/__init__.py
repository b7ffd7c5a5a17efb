"""The rules as a tool for others: JSON Lines in, JSON Lines out, one line answered by one line.

Each tool has a line that it reads and a line that it answers with, both published as a JSON Schema in docs/formats.
Nothing is stored, and no database is asked.
"""

from stafett.rules.order import ORDER
from stafett.rules.screening import SCREENING
from stafett.rules.spells import SPELLS
from stafett.rules.stop_points import STOP_POINTS
from stafett.rules.tool import Tool

__all__ = ["TOOLS", "Tool"]

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (SPELLS, STOP_POINTS, SCREENING, ORDER)}
