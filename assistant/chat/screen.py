"""A reply on the reader's screen: one Chainlit message that carries the `Reply` element.

The reply travels in the message's metadata and the element only points at the message. Sending
the element again for each sentence would close the panel at the side while somebody reads in it,
and would write each version to disk.
"""

from __future__ import annotations

import chainlit as cl

from assistant.chat.reply_view import ReplyView


class ReplyOnScreen:
    """Shows a view, again and again as it grows."""

    def __init__(self, view: ReplyView) -> None:
        self._view = view
        self._message: cl.Message | None = None

    async def show(self) -> None:
        """Bring the screen up to date with the view."""
        metadata = {"kompas": self._view.as_dict()}
        if self._message is None:
            self._message = cl.Message(content="", metadata=metadata)
            await self._message.send()  # type: ignore[no-untyped-call]
            element = cl.CustomElement(name="Reply", props={"message": self._message.id})
            await element.send(for_id=self._message.id)
            return
        self._message.metadata = metadata
        await self._message.update()  # type: ignore[no-untyped-call]
