package toro.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a program's command line leads to, in this process.
 *
 * @param status with which the program would end
 * @param out what it prints
 * @param err what it complains about
 */
public record Outcome(int status, String out, String err) {
  /** Runs a program that ends by itself. */
  public static Outcome of(Object program, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Cli.commandLine(program)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Outcome(status, out.toString(), err.toString());
  }
}
