"""The socket that is served on."""

from __future__ import annotations

import socket

from localize_ui.server import listen


def test_the_parts_of_an_answer_do_not_wait_for_each_other():
    with listen("127.0.0.1", 0) as bound, socket.create_connection(bound.getsockname()):
        connection, _ = bound.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
