"""How long the analytics API takes over many rows: fills ClickHouse with made-up calls, then asks what the console asks.

    python3 tests/load/analytics/measure.py fill 10000000   # into the tables of the hub that runs in .hub
    python3 tests/load/analytics/measure.py ask 50          # that many rounds
    python3 tests/load/analytics/measure.py check           # totals of every group-by against a plain SELECT sum
    python3 tests/load/analytics/measure.py arrive 50       # from a call's end until it is shown

It takes HUB_URL (http://127.0.0.1:8787), HUB_ADMIN_TOKEN (or .hub/admin.token) and HUB_CLICKHOUSE_URL (as `cargo hub status --env`
prints it). The made-up calls belong to organisations `load` and others; `cargo hub reset` removes them.
"""

import json
import os
import pathlib
import statistics
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).parent
HUB = os.environ.get("HUB_URL", "http://127.0.0.1:8787")
END = "2026-11-24T06:00:00Z"
BLOCK = 250_000


def token():
    given = os.environ.get("HUB_ADMIN_TOKEN")
    return given or pathlib.Path(".hub/admin.token").read_text().strip()


def clickhouse(statement, database=None):
    url = urllib.parse.urlsplit(os.environ["HUB_CLICKHOUSE_URL"])
    shown = urllib.parse.parse_qs(url.query).get("database", ["hub"])[0]
    query = urllib.parse.urlencode({
        "database": database or shown, "max_insert_block_size": BLOCK, "min_insert_block_size_rows": BLOCK,
    })
    request = urllib.request.Request(f"{url.scheme}://{url.netloc.rpartition('@')[2]}/?{query}", statement.encode())
    try:
        return urllib.request.urlopen(request).read().decode().strip()
    except urllib.error.HTTPError as error:
        sys.exit(error.read().decode())


def organization(name):
    """The id of the organisation, which is created where it is not there."""
    body = json.dumps({"name": name}).encode()
    headers = {"authorization": f"Bearer {token()}", "content-type": "application/json"}
    try:
        request = urllib.request.Request(f"{HUB}/api/organizations", body, headers)
        return json.load(urllib.request.urlopen(request))["id"]
    except urllib.error.HTTPError:
        request = urllib.request.Request(f"{HUB}/api/organizations?limit=500", headers=headers)
        every = json.load(urllib.request.urlopen(request))["data"]
        return next(one["id"] for one in every if one["name"] == name)


def fill(calls):
    generation = clickhouse("SELECT max(generation) FROM generations")
    tables = f"{urllib.parse.parse_qs(urllib.parse.urlsplit(os.environ['HUB_CLICKHOUSE_URL']).query)['database'][0]}_{generation}"
    ids = [organization(name) for name in ("load", "load-2", "load-3", "load-4")]
    text = (HERE / "generate.sql").read_text()
    for name, value in {"all": calls, "end": END.rstrip("Z").replace("T", " "), "ids": json.dumps(ids).replace('"', "'")}.items():
        text = text.replace(f"{{{name}}}", str(value))
    for first in range(0, calls, BLOCK):
        last = min(first + BLOCK, calls)
        clickhouse(text.replace("{first}", str(first)).replace("{last}", str(last)), tables)
        print(f"{last} of {calls}", end="\r", flush=True)
    print()


def ask(path, organization="load"):
    headers = {"authorization": f"Bearer {token()}", "x-hub-organization": organization}
    began = time.monotonic()
    with urllib.request.urlopen(urllib.request.Request(HUB + path, headers=headers)) as answer:
        body = answer.read()
    return (time.monotonic() - began) * 1000, json.loads(body)


def queries():
    """What the pages of the console ask, by name."""
    day, month, quarter = ("2026-11-23T06:00:00Z", "2026-10-25T06:00:00Z", "2026-08-26T06:00:00Z")
    usage = lambda since, more: f"/api/analytics/usage?from={since}&to={END}&{more}"
    page = f"/api/requests?from={month}&to={END}&status=failed&status=refused&limit=50"
    cursor = ""
    for _ in range(49):
        cursor = "&cursor=" + ask(page + cursor)[1]["next_cursor"]
    one = ask(f"/api/requests?from={month}&to={END}&limit=1&status=failed")[1]["data"][0]["id"]
    return {
        "overview, 24 h by hour, with the period before": usage(day, "interval=hour&compare=previous"),
        "overview, 24 h by provider": usage(day, "group_by=provider"),
        "overview, last hour by minute": usage("2026-11-24T05:00:00Z", "interval=minute"),
        "30 days by day by model": usage(month, "interval=day&group_by=model&metrics="),
        "30 days by day by model, percentiles": usage(month, "interval=day&group_by=model"),
        "30 days by day by model, Asia/Kolkata": usage(month, "interval=day&group_by=model&timezone=Asia/Kolkata&metrics="),
        "30 days by day by model, Asia/Kolkata, percentiles": usage(month, "interval=day&group_by=model&timezone=Asia/Kolkata"),
        "30 days by day, latency": usage(month, "interval=day&metrics=latency"),
        "90 days by key": usage(quarter, "group_by=key&metrics="),
        "90 days by key, percentiles": usage(quarter, "group_by=key"),
        "90 days, one model, by user": usage(quarter, "group_by=user&model=gpt-large-0&metrics="),
        "90 days by month by status": usage(quarter, "interval=month&group_by=status&metrics="),
        "requests, first page": f"/api/requests?from={month}&to={END}",
        "requests, first page, failed or refused": page,
        "requests, page 50, failed or refused": page + cursor,
        "requests, slow ones of one model": f"/api/requests?from={month}&to={END}&model=gpt-small-6&min_duration=5000",
        "requests, by the beginning of an id": f"/api/requests?id={one[:13]}",
        "one request": f"/api/requests/{one}",
    }


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(rounds):
    asked = queries()
    taken = {name: [] for name in asked}
    for path in asked.values():
        ask(path)
    for _ in range(rounds):
        for name, path in asked.items():
            taken[name].append(ask(path)[0])
    for name, values in taken.items():
        print(f"{statistics.median(values):8.1f} {quantile(values, 0.95):8.1f}  {name}")
    every = [value for values in taken.values() for value in values]
    print(f"{statistics.median(every):8.1f} {quantile(every, 0.95):8.1f}  all ({len(every)}), p50 and p95 in ms")


def plain(condition):
    sums = "count(), sum(attempts), sum(input_tokens), sum(output_tokens), sum(cache_read), countIf(outcome IN ('failed', 'refused'))"
    row = clickhouse(f"SELECT {sums} FROM requests WHERE {condition} FORMAT TSV")
    return [int(number) for number in row.split("\t")]


def sums(metrics):
    tokens = metrics["tokens"]
    return [metrics["requests"], metrics["attempts"], tokens["input"], tokens["output"], tokens["cache_read"], metrics["errors"]]


def check():
    """Every group-by, in a period that begins and ends anywhere, adds up to what the calls do."""
    since, until = "2026-09-03T05:43:21.5Z", "2026-11-22T11:29:00Z"
    between = f"started_at >= parseDateTime64BestEffort('{since}', 6, 'UTC') AND started_at < parseDateTime64BestEffort('{until}', 6, 'UTC')"
    expected = plain(f"organization = '{organization('load')}' AND {between}")
    for dimension in ["", "model", "provider", "user", "key", "app", "organization", "status", "operation", "provider,model,status"]:
        for more in ["", "&interval=day&timezone=Asia/Kolkata", "&interval=month&timezone=America/New_York", "&interval=hour&limit=2"]:
            _, usage = ask(f"/api/analytics/usage?from={since}&to={until}&group_by={dimension}&metrics={more}" if "hour" not in more
                           else f"/api/analytics/usage?from={since}&to=2026-10-01T00:00:00Z&group_by={dimension}&metrics={more}")
            totals = expected if "hour" not in more else sums(usage["totals"])
            lines = [sums(line["totals"]) for line in usage["series"]]
            added = [sum(column) for column in zip(*lines)]
            points = [sums(point) for line in usage["series"] for point in line["points"]]
            pointed = [sum(column) for column in zip(*points)] or totals
            if not (sums(usage["totals"]) == added == pointed == totals):
                sys.exit(f"{dimension} {more}: {usage['totals']} {added} {pointed} {expected}")
    print("every group-by adds up to", expected)


def arrive(calls):
    """From the answer's last byte until the API shows the call. One that is refused is recorded like any other."""
    taken = []
    for _ in range(calls):
        body = json.dumps({"model": "nobody/nothing", "messages": [{"role": "user", "content": "Hi"}]}).encode()
        headers = {"authorization": f"Bearer {token()}", "content-type": "application/json"}
        try:
            urllib.request.urlopen(urllib.request.Request(f"{HUB}/v1/chat/completions", body, headers))
            sys.exit("the call was to be refused")
        except urllib.error.HTTPError as error:
            request = error.headers["x-request-id"]
        ended = time.monotonic()
        while True:
            try:
                ask(f"/api/requests/{request}", "default")
                break
            except urllib.error.HTTPError:
                time.sleep(0.01)
        taken.append((time.monotonic() - ended) * 1000)
    print(f"{statistics.median(taken):8.1f} {quantile(taken, 0.95):8.1f} {max(taken):8.1f}  a call is shown, p50, p95 and longest in ms")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", calls]:
            fill(int(calls))
        case ["ask", rounds]:
            measure(int(rounds))
        case ["check"]:
            check()
        case ["arrive", calls]:
            arrive(int(calls))
        case _:
            sys.exit(__doc__)
