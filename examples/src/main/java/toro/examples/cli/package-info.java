/** What the programs with a command line share. */
package toro.examples.cli;
