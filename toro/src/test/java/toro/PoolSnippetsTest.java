package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Javadoc shows of pools does what it says. */
@Timeout(60)
class PoolSnippetsTest {
  private final PoolSnippets snippets = new PoolSnippets();

  @Test
  void pool_twoUses_takeOneConnection() throws Exception {
    snippets.pool();
    assertEquals("connect", snippets.log.getFirst());
    assertEquals("two by 1", snippets.log.getLast());
    assertEquals(3, snippets.log.size());
  }

  @Test
  void loan_ofOneThatIsAlive_goesBack() throws Exception {
    var pool = AsyncPool.of(1, snippets::connect, PoolSnippets.Connection::close);
    snippets.loan(pool);
    assertEquals(List.of("connect"), snippets.log);
    assertEquals(1, pool.stats().idle());
  }
}
