package toro.test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;
import toro.Block;
import toro.Loop;

/** Runs the methods that are marked with {@link LoopTest}: one invocation for each seed. */
final class LoopTestExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return annotation(context).isPresent();
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    LoopTest test = annotation(context).orElseThrow();
    String replayed = context.getConfigurationParameter(Seeds.PROPERTY).orElse(null);
    var outsideLimit = Duration.ofMillis(test.outsideLimitMillis());
    var hasFailed = new AtomicBoolean();
    try {
      return Seeds.of(test.seed(), test.seeds(), replayed)
          .takeWhile(seed -> !hasFailed.get())
          .mapToObj(seed -> new Schedule(seed, outsideLimit, hasFailed));
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException("@LoopTest: " + e.getMessage(), e);
    }
  }

  private static Optional<LoopTest> annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getTestMethod(), LoopTest.class);
  }

  /** One invocation of the test. */
  private record Schedule(long seed, Duration outsideLimit, AtomicBoolean hasFailed)
      implements TestTemplateInvocationContext,
          InvocationInterceptor,
          ParameterResolver,
          TestWatcher {
    @Override
    public String getDisplayName(int invocation) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == long.class
          && parameter.getDeclaringExecutable() instanceof Method method
          && method.equals(context.getRequiredTestMethod());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return seed;
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<Void> invocation,
        ReflectiveInvocationContext<Method> method,
        ExtensionContext context)
        throws Throwable {
      var unwatched = new ArrayList<Throwable>();
      Throwable failure = null;
      try {
        Loop.simulate(seed, outsideLimit, main(invocation, unwatched));
      } catch (Undeclared e) {
        failure = e.getCause();
      } catch (Throwable e) {
        failure = e;
      }
      for (Throwable other : unwatched) {
        if (failure == null) {
          failure = other;
        } else if (failure != other) {
          failure.addSuppressed(other);
        }
      }
      if (failure != null) {
        throw failure;
      }
    }

    private static Block main(Invocation<?> invocation, List<Throwable> unwatched) {
      return () -> {
        Loop loop = Loop.current();
        if (loop != null) {
          loop.onFailure((task, failure) -> unwatched.add(failure));
        }
        try {
          invocation.proceed();
        } catch (Exception | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new Undeclared(e);
        }
      };
    }

    /** Also for what failed before or after the method, or took too long. */
    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
      hasFailed.set(true);
      String test =
          context.getRequiredTestClass().getName()
              + "."
              + context.getRequiredTestMethod().getName();
      String hint = test + " failed under " + Seeds.replay(seed);
      if (cause != null) {
        cause.addSuppressed(new Hint(hint));
      }
      System.err.println(hint);
    }
  }

  /** Something that is neither an exception nor an error, on its way through a loop. */
  private static final class Undeclared extends Exception {
    private static final long serialVersionUID = 1L;

    Undeclared(Throwable cause) {
      super(cause);
    }
  }

  /** A line of text in the stack trace of a failure. */
  private static final class Hint extends Exception {
    private static final long serialVersionUID = 1L;

    Hint(String text) {
      super(text, null, false, false);
    }
  }
}
