/** A few connections of a database, shared by many, in two pools. */
package toro.examples.pool;
