"""Starts the emulator for the suite; ends with all its workers as soon as stdin closes."""

import os
import signal
import sys
import threading


def end_with_parent():
    # The suite holds the other end: however it dies, the pipe closes. The group is this process and its workers.
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()

    from ministack.app import main
    from ministack.services import scheduler

    # It looks for due schedules every 10 seconds; the suite need not wait for that.
    scheduler._SCHEDULE_TICK_INTERVAL = 1

    main()
