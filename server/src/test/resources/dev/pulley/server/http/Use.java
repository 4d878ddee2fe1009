import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/** Uses docs/clients/Pulley.java; says what came of it, a fact to a line. */
final class Use {
    public static void main(String[] arguments) {
        URI url = URI.create(arguments[0]);
        String key = arguments[1], task = arguments[2];
        HttpClient client = HttpClient.newHttpClient();
        Pulley app = new Pulley(client, url, key, Duration.ofSeconds(30));
        Pulley.Choice choice = app.decide(task, "user \"1\"\n\\", "fallback");
        System.out.println("variant " + choice.variant());
        System.out.println("decision " + choice.decision());
        System.out.println("answer " + choice.json().contains("\"payload\":"));
        System.out.println("first " + app.reward(choice.decision(), "resolved", 1).join());
        System.out.println("second " + app.reward(choice.decision(), "resolved", 1).join());
        Pulley.Choice lost = new Pulley(client, URI.create(arguments[3]), null, Duration.ofMillis(100)).decide(task, null, "fallback");
        System.out.println("silent " + lost.variant() + " " + app.reward(lost.decision(), "resolved", 1).join());
        System.out.println("refused " + new Pulley(client, url, "plk_wrong", Duration.ofSeconds(30)).decide(task, null, "fallback").variant());
        System.exit(0);
    }
}
