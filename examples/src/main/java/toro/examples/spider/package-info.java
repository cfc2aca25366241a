/** A web spider that finds the broken links of a site, never with more than N requests at once. */
@NullMarked
package toro.examples.spider;

import org.jspecify.annotations.NullMarked;
