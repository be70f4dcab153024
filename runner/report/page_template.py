"""The template of the HTML page. It takes nothing but the values that `page` hands it, all of them escaped. Pure."""

STYLE = """\
:root { color-scheme: light dark; --line: #8884; --add: #1a7f37; --gone: #cf222e; --changed: #9a6700 }
@media (prefers-color-scheme: dark) { :root { --add: #3fb950; --gone: #f85149; --changed: #d29922 } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 2rem; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; margin: .5rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top }
td.n, th.n { text-align: right; white-space: nowrap } td { overflow-wrap: anywhere }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
pre { overflow-x: auto; border: 1px solid var(--line); padding: .5rem; margin: .5rem 0 }
.failed { color: var(--gone) } .quiet { opacity: .75 }
.add { color: var(--add) } .gone { color: var(--gone) } .changed { color: var(--changed) }
"""

TEMPLATE = (
    """\
{% macro diagnostics(found, heading) %}
{% if found %}
<h2>{{ heading }}</h2>
<table><tr><th>at</th><th>what is wrong; what to do</th><th>rule</th></tr>
{% for one in found %}
<tr><td><code>{{ (one.place or "")|string|clean }}</code></td><td>{{ one.sentence|clean }}</td>
<td>{{ one.code|clean }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% endmacro %}
{% macro colour(mark) %}
{{- {"+": "add", "-": "gone", "x": "gone", "~": "changed", "!": "changed"}.get(mark|string, "quiet") -}}
{% endmacro %}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}: {{ headline }}</title>
<style>
"""
    + STYLE
    + """\
</style>
</head>
<body>
<h1{{ ' class="failed"'|safe if failed else "" }}>{{ title }}: {{ headline }}</h1>
<p class="quiet">{{ at }}, campaign-runner {{ record.version|clean }}{% if fingerprint %}, fingerprint
<code>{{ fingerprint }}</code>{% endif %}</p>
{{ diagnostics(problems, "Problems") }}
{% if record.ends %}
<h2>What was done</h2>
<table><tr><th>campaign</th>{% for status in statuses %}<th class="n">{{ status }}</th>{% endfor %}
<th>took</th><th class="n">exit code</th><th></th></tr>
{% for end in record.ends %}
<tr><td>{{ end.plan.campaign|clean }}</td>
{% for status in statuses %}
<td class="n">{{ "{:,}".format(end.result.done.get(status, 0) if end.result else 0) }}</td>
{% endfor %}
<td>{{ end.result.seconds|span if end.result else "" }}</td><td class="n">{{ end.code|int }}</td>
<td>{{ told(end)|clean }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% if record.checked %}
<h2>What was checked</h2>
<table><tr><th>file</th><th class="n">recipients</th><th>cases</th></tr>
{% for file in record.checked %}
<tr><td><code>{{ file.file|clean }}</code></td>
<td class="n">{{ "" if file.recipients is none else "{:,}".format(file.recipients) }}</td>
<td>{% for case in file.cases %}<span class="{{ "gone" if case.problems else "add" }}">
{{- "✗" if case.problems else "✓" }} {{ case.name|clean }}</span> {% endfor %}</td></tr>
{% endfor %}
</table>
{% endif %}
{{ diagnostics(cautions, "Warnings") }}
{% if record.plans %}
<table><tr><th>campaign</th>
{% for mark, meaning in signs.items() %}<th class="n" title="{{ meaning }}">{{ mark }}</th>{% endfor %}
<th>recipients</th><th>takes about</th></tr>
{% for report in record.plans %}
<tr><td>{{ report.plan.campaign|clean }}</td>
{% for mark, n in by_sign(report.plan.counts).items() %}
<td class="n {{ colour(mark) }}">{{ "{:,}".format(n) if n else "" }}</td>
{% endfor %}
<td>{{ recipients(report.headcount) if report.headcount else "" }}</td><td>{{ report.plan.eta|span }}</td></tr>
{% endfor %}
</table>
<p class="quiet">{% for mark, meaning in signs.items() %}<code>{{ mark }}</code> {{ meaning }}
{{- "" if loop.last else ", " }}{% endfor %}</p>
{% endif %}
{% for report in record.plans %}
<h2>{{ name(report) }}</h2>
{% if report.audience %}<p><strong>{{ reaches[report.audience] }}</strong></p>{% endif %}
{% if report.wait %}<p>waits: {{ report.wait|string }}</p>{% endif %}
<table><tr><th></th><th>decision</th><th class="n">recipients</th><th>why</th></tr>
{% for mark, decision, n, why in decided(report.plan) %}
<tr><td class="{{ colour(mark) }}">{{ mark }}</td><td>{{ decision }}</td><td class="n">{{ "{:,}".format(n) }}</td>
<td>{{ why|clean }}</td></tr>
{% endfor %}
</table>
{% if routes(report) %}
<table><tr>{% for head in route_heads %}<th>{{ head }}</th>{% endfor %}</tr>
{% for row in routes(report) %}
<tr>{% for cell in row %}<td>{{ cell|clean }}</td>{% endfor %}</tr>
{% endfor %}
</table>
{% endif %}
{% if report.plan.stages %}
<table><tr>{% for head in stage_heads %}<th>{{ head }}</th>{% endfor %}</tr>
{% for one in report.plan.stages %}
<tr>{% for cell in stage(one) %}<td>{{ cell|clean }}</td>{% endfor %}</tr>
{% endfor %}
</table>
<p>{{ between(report.plan) }}</p>
{% endif %}
{% if report.verdicts %}
<table><tr><th>policy</th><th></th><th></th></tr>
{% for one in report.verdicts %}
<tr><td>{{ one.demand.name|clean }}</td><td class="{{ "gone" if one.broken else "add" if one.ok else "changed" }}">
{{- result(one) }}</td><td>{{ one.says|clean }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% for one in report.warnings %}
<p class="changed">warning: {{ caution(one).sentence|clean }} <code>{{ one.place|string|clean }}</code>
[{{ one.id|clean }}]</p>
{% endfor %}
{% for change in report.changes %}
<details open><summary><code class="changed">~</code> {{ change.recipient|clean }}
<code>{{ change.place|string|clean }}</code></summary>
<pre>
{% for line in change.lines %}
<span class="{{ "add" if line.startswith("+") else "gone" if line.startswith("-") else "quiet" }}">{{ line }}</span>
{% endfor %}
</pre></details>
{% endfor %}
{% if report.samples %}
<details><summary>{{ report.samples|length }} samples</summary>
<table><tr><th></th><th>recipient</th><th>at</th><th>says</th></tr>
{% for one in report.samples %}
<tr><td>{{ sign(one.decision, one.reason) }}</td><td>{{ one.recipient|clean }}</td>
<td><code>{{ one.place|string|clean }}</code></td>
<td>{{ one.says|clean|truncate(2000, true, "…") }}</td></tr>
{% endfor %}
</table></details>
{% endif %}
<p class="quiet">fingerprint <code>{{ report.plan.fingerprint }}</code></p>
{% endfor %}
</body>
</html>
"""
)
