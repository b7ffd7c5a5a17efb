"""What a command says when it cannot go on: a sentence, not a stack trace."""

from typing import IO, Any

import click


class Failure(click.ClickException):
    """Ends the command with code 1 and its sentence, in the user's language from beginning to end."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Writes the sentence without click's heading."""
        click.echo(self.format_message(), file=file, err=file is None)
