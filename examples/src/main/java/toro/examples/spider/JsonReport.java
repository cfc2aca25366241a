package toro.examples.spider;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;

/** The report for programs. */
final class JsonReport {
  private final Report report;

  JsonReport(Report report) {
    this.report = report;
  }

  void write(Writer writer) throws IOException {
    var spider = report.spider;
    var json = new JsonWriter(writer);
    json.setIndent("  ");
    json.setHtmlSafe(false);
    json.beginObject();
    json.name("start").value(spider.start().toString());
    json.name("below").value(spider.prefix());
    json.name("stopped").value(report.stopped);
    if (spider.refusal() != null) {
      json.name("refused").value(spider.refusal());
    }
    json.name("pages").value(report.pages);
    json.name("files").value(report.files);
    json.name("redirects").value(report.redirects);
    json.name("elsewhere").value(report.elsewhere);
    json.name("unvisited").value(report.unvisited);
    json.name("bytes").value(spider.bytes());
    json.name("millis").value(report.time.toMillis());
    json.name("requests").value(spider.fetcher().requests());
    json.name("mostAtOnce").value(spider.fetcher().mostAtOnce());
    json.name("retries").value(spider.fetcher().retries());
    json.name("skipped").beginObject();
    for (var skipped : report.skipped.entrySet()) {
      json.name(skipped.getKey().key).value(skipped.getValue());
    }
    json.endObject();
    if (spider.rulesTrouble() != null) {
      json.name("rules").value(spider.rulesTrouble());
    }
    json.name("leftOut").value(spider.leftOut());
    json.name("cookiesRefused").value(spider.fetcher().cookies().refused());
    json.name("complete").value(report.isComplete());
    json.name("fileTypes").beginObject();
    for (var type : report.fileTypes.entrySet()) {
      json.name(type.getKey()).value(type.getValue());
    }
    json.endObject();
    json.name("unread").beginArray();
    for (var page : report.unread) {
      json.beginObject();
      json.name("address").value(page.address.toString());
      json.name("why").value(page.unread);
      json.endObject();
    }
    json.endArray();
    json.name("slowest").beginArray();
    for (var page : report.slowest) {
      json.value(page.address.toString());
    }
    json.endArray();
    json.name("broken").beginArray();
    for (var broken : report.broken) {
      write(json, broken);
    }
    json.endArray();
    json.name("addresses").beginArray();
    for (var page : spider.pages()) {
      if (page.answer != null) {
        write(json, page, page.answer);
      }
    }
    json.endArray();
    json.endObject();
    writer.write(System.lineSeparator());
    writer.flush();
  }

  private static void write(JsonWriter json, Report.Broken broken) throws IOException {
    json.beginObject();
    json.name("link").value(broken.link());
    json.name("status").value(broken.status());
    json.name("problem").value(broken.problem());
    json.name("foundOn").beginArray();
    for (var page : broken.foundOn()) {
      json.value(page.toString());
    }
    json.endArray();
    json.endObject();
  }

  private static void write(JsonWriter json, Page page, Answer answer) throws IOException {
    json.beginObject();
    json.name("address").value(page.address.toString());
    json.name("status").value(answer.status());
    json.name("type").value(answer.type());
    json.name("bytes").value(answer.bytes());
    json.name("millis").value(answer.time().toMillis());
    json.name("depth").value(page.depth);
    json.name("inside").value(page.inside);
    if (page.redirect != null) {
      json.name("redirect").value(page.redirect.address.toString());
    }
    if (page.trouble != null) {
      json.name("problem").value(page.trouble);
    }
    if (page.unread != null) {
      json.name("unread").value(page.unread);
    }
    json.endObject();
  }
}
