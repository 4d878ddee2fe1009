"""Uses docs/clients/pulley.py; says what came of it, a fact to a line."""
import sys

folder, url, key, task, silent = sys.argv[1:]
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
from pulley import Pulley  # noqa: E402

FALLBACK = {"variant": "fallback", "payload": {"prompt": "Be brief."}}

app = Pulley(url, key, timeout_seconds=30)
choice = app.decide(task, FALLBACK, unit='user "1"\n\\', context={"lang": "en"})
print("variant", choice["variant"])
print("decision", choice["decision"])
print("accepted", app.reward(choice["decision"], "resolved", 1)["accepted"])
print("repeated", app.reward(choice["decision"], "resolved", 1)["repeated"])
lost = Pulley(silent).decide(task, FALLBACK)
print("silent", lost["variant"], lost["payload"]["prompt"], app.reward(lost["decision"], "resolved", 1))
print("refused", Pulley(url, "plk_wrong", timeout_seconds=30).decide(task, FALLBACK)["variant"])
