/** Each race of two, millions of times on real hardware, by jcstress: which ends may it have? */
@NullMarked
package toro.verify.jcstress;

import org.jspecify.annotations.NullMarked;
