"""A client of Pulley to copy: Python's standard library only, safe to share between threads."""
import concurrent.futures
import json
import logging
import urllib.request


class Pulley:
    def __init__(self, url="http://127.0.0.1:8080", key=None, timeout_seconds=0.1):
        self.url, self.timeout_seconds = url, timeout_seconds
        self.headers = {"Content-Type": "application/json"}
        if key:
            self.headers["Authorization"] = "Bearer " + key
        self.threads = concurrent.futures.ThreadPoolExecutor(max_workers=32)

    def decide(self, task, fallback, **more):
        """The variant to use now; the fallback ({"variant": ..., "payload": ...}) if there is no answer in time."""
        asked = self.threads.submit(self._post, "/v1/decide", {"task": task, **more}, self.timeout_seconds)
        try:
            return asked.result(self.timeout_seconds)  # a socket's timeout alone starts anew with every byte
        except Exception as failure:  # nothing that goes wrong here may stop the app
            asked.cancel()
            logging.warning("the fallback is used for %s: %r", task, failure)
            return {"decision": None, "task": task, **fallback}

    def reward(self, decision, metric, value, **more):
        """Reports a value. May be called again after a failure: a repeated reward counts once."""
        if decision is None:
            return None  # a fallback is no evidence
        return self._post("/v1/rewards", {"decision": decision, "metric": metric, "value": value, **more}, 5)

    def _post(self, path, body, timeout_seconds):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), self.headers)
        with urllib.request.urlopen(request, timeout=timeout_seconds) as answer:
            return json.load(answer)
