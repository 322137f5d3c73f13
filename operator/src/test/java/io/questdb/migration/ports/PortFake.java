package io.questdb.migration.ports;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A port whose answers are written down by method name; a method without answer must not be called.
 * Remembers what was called, in order.
 */
public final class PortFake<P> {
  private final Map<String, Function<Object[], Object>> answers = new ConcurrentHashMap<>();
  private final List<String> calls;
  private final P port;

  /**
   * @param calls where calls are noted; may be shared by several fakes to see their order
   */
  public PortFake(Class<P> type, List<String> calls) {
    this.calls = calls;
    this.port =
        type.cast(
            Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> {
                  Function<Object[], Object> answer = answers.get(method.getName());
                  if (answer == null) {
                    throw new AssertionError("unexpected call of " + method.getName());
                  }
                  calls.add(method.getName());
                  return answer.apply(arguments);
                }));
  }

  /** A fake that keeps its own list of calls. */
  public PortFake(Class<P> type) {
    this(type, new ArrayList<>());
  }

  public PortFake<P> on(String method, Function<Object[], Object> answer) {
    answers.put(method, answer);
    return this;
  }

  public PortFake<P> fails(String method, RuntimeException failure) {
    return on(
        method,
        arguments -> {
          throw failure;
        });
  }

  public P port() {
    return port;
  }

  public List<String> calls() {
    return calls;
  }
}
