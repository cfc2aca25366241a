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
    var standings = new ArrayList<Standing>();
    for (var scores : places().values()) {
      var ours = scores.stream().filter(score -> score.contender().equals("toro")).findFirst();
      var best =
          scores.stream()
              .filter(score -> !score.isOurs() && !score.isBaseline())
              .min(Comparator.comparingDouble(Score::wall));
      if (ours.isPresent() && best.isPresent()) {
        standings.add(new Standing(ours.get(), best.get()));
      }
    }
    return standings;
  }
}
