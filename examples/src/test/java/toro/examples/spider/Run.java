package toro.examples.spider;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import toro.examples.cli.Outcome;

/** One run of the command line, in this process. */
record Run(int status, String output, String errors) {
  static Run of(String... arguments) {
    var outcome = Outcome.of(new WebSpider(), arguments);
    return new Run(outcome.status(), outcome.out(), outcome.err());
  }

  /** A run that shows no progress and reports as JSON. */
  static Run json(String... arguments) {
    return of(
        Stream.concat(Stream.of("--json", "--progress", "none"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  JsonObject json() {
    return JsonParser.parseString(output).getAsJsonObject();
  }

  int number(String name) {
    return json().get(name).getAsInt();
  }

  int skipped(String why) {
    var number = json().getAsJsonObject("skipped").get(why);
    return number == null ? 0 : number.getAsInt();
  }

  /** "link: problem" of each broken link. */
  List<String> broken() {
    return elements("broken")
        .map(broken -> text(broken, "link") + ": " + text(broken, "problem"))
        .toList();
  }

  /** The pages that hold this broken link. */
  List<String> holders(String link) {
    return elements("broken")
        .filter(broken -> text(broken, "link").equals(link))
        .flatMap(broken -> stream(broken.get("foundOn")))
        .map(JsonElement::getAsString)
        .toList();
  }

  /** What is said of one address. */
  JsonObject address(String address) {
    return elements("addresses")
        .filter(entry -> text(entry, "address").equals(address))
        .findFirst()
        .orElseThrow(() -> new AssertionError(address + " is not in\n" + output));
  }

  List<String> addresses() {
    return elements("addresses").map(entry -> text(entry, "address")).toList();
  }

  private Stream<JsonObject> elements(String name) {
    return stream(json().get(name)).map(JsonElement::getAsJsonObject);
  }

  private static Stream<JsonElement> stream(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false);
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}
