"""A consumer of notifications, as any operator would write one: oslo.messaging's own listener, unmodified.

usage: notification_listener.py URL EXCHANGE TOPIC FILE    appends one JSON line per notification to the file
"""
import json
import sys

import oslo_messaging
from oslo_config import cfg


class Endpoint:
    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1)

    def info(self, context, publisher_id, event_type, payload, metadata):
        self.file.write(json.dumps({
            "context": context, "publisher_id": publisher_id, "event_type": event_type, "payload": payload,
            "metadata": metadata}) + "\n")


def main():
    url, exchange, topic, path = sys.argv[1:]
    settings = cfg.ConfigOpts()
    settings([])
    transport = oslo_messaging.get_notification_transport(settings, url=url.replace("amqp://", "rabbit://"))
    listener = oslo_messaging.get_notification_listener(
        transport, [oslo_messaging.Target(topic=topic, exchange=exchange)], [Endpoint(path)], executor="threading")
    # One after the other, so that the order is the one they came in.
    settings.set_override("executor_thread_pool_size", 1)
    listener.start()
    print("listening", flush=True)
    listener.wait()


main()
