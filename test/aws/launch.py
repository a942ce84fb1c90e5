"""Starts the emulator for the suite; ends with all its workers as soon as stdin closes."""

import os
import signal
import sys
import threading
import time


def end_with_parent():
    # The suite holds the other end: however it dies, the pipe closes. The group is this process and its workers.
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()

    from ministack.app import main
    from ministack.services import eventbridge, scheduler

    # It looks for due schedules every 10 seconds; the suite need not wait for that.
    scheduler._SCHEDULE_TICK_INTERVAL = 1

    # It takes a partner's events and drops them; AWS puts them on the bus that has the name of their source. Nobody
    # else may send events of such a source, neither there nor here.
    def put_partner_events(data):
        entries = [
            {**entry, "EventBusName": entry.get("Source")}
            for entry in data.get("Entries", [])
        ]
        return eventbridge._put_events({"Entries": entries}, allow_aws_source=True)

    eventbridge._put_partner_events = put_partner_events

    # It hands the attributes of a schedule's context on as they are written; AWS puts their values there.
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    invoke_target = eventbridge._invoke_target

    def invoke_with_context(target, event, rule, *rest):
        if event.get("Source") == "aws.scheduler":
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(event["Time"]))
            given = target.get("Input", "")
            target = {
                **target,
                "Input": given.replace("<aws.scheduler.scheduled-time>", moment),
            }
        invoke_target(target, event, rule, *rest)

    eventbridge._invoke_target = invoke_with_context

    main()
