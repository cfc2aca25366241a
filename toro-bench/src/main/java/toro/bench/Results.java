package toro.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured in one run, as it is kept in a file.
 *
 * @param date the day of the run
 * @param machine on what
 * @param settings how
 * @param scores how fast
 * @param footprints how large
 */
public record Results(
    String date,
    Map<String, String> machine,
    Map<String, String> settings,
    List<Score> scores,
    List<Footprint> footprints) {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  static Results read(Path file) throws IOException {
    return GSON.fromJson(Files.readString(file), Results.class);
  }

  void write(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, GSON.toJson(this) + "\n");
  }

  /** The scores by scenario and size, in the order of the run. */
  Map<String, List<Score>> places() {
    var places = new LinkedHashMap<String, List<Score>>();
    for (var score : scores) {
      places.computeIfAbsent(score.place(), place -> new ArrayList<>()).add(score);
    }
    return places;
  }

  /** Each place where we were measured and a peer was. */
  List<Standing> standings() {
    return places().values().stream().flatMap(scores -> besideAll(scores).stream()).toList();
  }

  private static Optional<Standing> besideAll(List<Score> scores) {
    var ours = scores.stream().filter(score -> score.contender().equals("toro")).findFirst();
    var best =
        scores.stream()
            .filter(score -> !score.isOurs() && !score.isBaseline())
            .min(Comparator.comparingDouble(Score::wall));
    return ours.flatMap(mine -> best.map(peer -> new Standing(mine, peer)));
  }

  /** The same beside those that do alike, where the bars say who does; else beside all. */
  List<Standing> likeWithLike() {
    return places().values().stream().flatMap(scores -> besideAlike(scores).stream()).toList();
  }

  private static List<Standing> besideAlike(List<Score> scores) {
    var alike = Bars.ALL.stream().flatMap(bar -> bar.standing(scores).stream()).toList();
    return alike.isEmpty() ? besideAll(scores).stream().toList() : alike;
  }
}
