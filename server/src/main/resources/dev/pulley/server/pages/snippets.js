// Code to paste: one decision and one reward, in four languages. Texts are quoted by each language's rules. Pure.

/** What a snippet is of. `key` says whether the server asks for one; it is never written down, but read from PULLEY_KEY. */
export function snippets({ server, task, unit, context, metric, value, needsKey }) {
  const request = { task, ...(unit === '' ? {} : { unit }), ...(context === null ? {} : { context }) };
  const about = { server, request, metric, value, needsKey };
  return [
    { name: 'curl', text: curl(about) },
    { name: 'Python', text: python(about) },
    { name: 'JavaScript', text: javaScript(about) },
    { name: 'Java', text: java(about) },
  ];
}

const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** JSON's strings are also those of JavaScript, Python and Java, once all but ASCII is escaped. */
const quoted = (text) =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

function curl({ server, request, metric, value, needsKey }) {
  const key = needsKey ? ' \\\n  -H "Authorization: Bearer $PULLEY_KEY"' : '';
  return `ANSWER=$(curl -sf ${shellQuoted(`${server}/v1/decide`)} -H 'Content-Type: application/json'${key} \\
  -d ${shellQuoted(JSON.stringify(request))})
echo "$ANSWER"
DECISION=$(printf '%s' "$ANSWER" | sed 's/.*"decision":"\\([^"]*\\)".*/\\1/')

# Later, when it is known what became of it:
curl -sf ${shellQuoted(`${server}/v1/rewards`)} -H 'Content-Type: application/json'${key} \\
  -d "{\\"decision\\":\\"$DECISION\\",\\"metric\\":\\"${metric}\\",\\"value\\":${value}}"
`;
}

function python({ server, request, metric, value, needsKey }) {
  const headers = needsKey
    ? '{"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["PULLEY_KEY"]}'
    : '{"Content-Type": "application/json"}';
  return `import json
${needsKey ? 'import os\n' : ''}import urllib.request


def post(path, body):
    request = urllib.request.Request(${quoted(server)} + path, json.dumps(body).encode(), ${headers})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


choice = post("/v1/decide", json.loads(${quoted(JSON.stringify(request))}))
print(choice["variant"], choice["payload"])

# Later, when it is known what became of it:
print(post("/v1/rewards", {"decision": choice["decision"], "metric": ${quoted(metric)}, "value": ${value}}))
`;
}

function javaScript({ server, request, metric, value, needsKey }) {
  const key = needsKey ? ", Authorization: `Bearer ${process.env.PULLEY_KEY}`" : '';
  return `async function post(path, body) {
  const answer = await fetch(${quoted(server)} + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json'${key} },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function main() {
  const choice = await post('/v1/decide', JSON.parse(${quoted(JSON.stringify(request))}));
  console.log(choice.variant, choice.payload);

  // Later, when it is known what became of it:
  console.log(await post('/v1/rewards', { decision: choice.decision, metric: ${quoted(metric)}, value: ${value} }));
}

main();
`;
}

function java({ server, request, metric, value, needsKey }) {
  const key = needsKey ? '\n                .header("Authorization", "Bearer " + System.getenv("PULLEY_KEY"))' : '';
  return `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Try {
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static String post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(${quoted(server)} + path))
                .header("Content-Type", "application/json")${key}
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    public static void main(String[] arguments) throws Exception {
        String answer = post("/v1/decide", ${quoted(JSON.stringify(request))});
        System.out.println(answer);
        String decision = answer.replaceAll("(?s).*\\"decision\\":\\"([^\\"]*)\\".*", "$1");

        // Later, when it is known what became of it:
        System.out.println(post("/v1/rewards",
                "{\\"decision\\":\\"" + decision + "\\",\\"metric\\":\\"${metric}\\",\\"value\\":${value}}"));
    }
}
`;
}
