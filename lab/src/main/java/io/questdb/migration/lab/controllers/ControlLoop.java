package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.questdb.migration.lab.node.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame of one controller: after any change of what it watches it passes over everything it
 * looks after. Changes that come while a pass is due are covered by that pass, and nothing happens
 * while nothing changes. Caches may lag: passes must be safe to repeat.
 */
public abstract class ControlLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration RETRY = Duration.ofMillis(100);

  final KubernetesClient client;
  final Patching patching;
  private final String name;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean due = new AtomicBoolean();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  ControlLoop(String name, KubernetesClient client) {
    this.name = name;
    this.client = client;
    this.patching = new Patching(client);
    this.thread = Executors.newSingleThreadScheduledExecutor(Threads.named(name));
  }

  /** One pass over everything. */
  abstract void pass();

  /** Keeps a cache of all objects of a type; each change triggers a pass. */
  <T extends HasMetadata> Cached<T> watch(Class<T> type) {
    SharedIndexInformer<T> informer = client.resources(type).inAnyNamespace().runnableInformer(0);
    informers.add(informer);
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T object) {
            trigger();
          }

          @Override
          public void onUpdate(T before, T object) {
            trigger();
          }

          @Override
          public void onDelete(T object, boolean finalStateUnknown) {
            trigger();
          }
        });
    return () -> informer.getStore().list();
  }

  /** Fills the caches and begins. */
  public void start() {
    informers.forEach(SharedIndexInformer::run);
    trigger();
  }

  /** Something else has changed that a pass looks at. */
  public void trigger() {
    if (due.compareAndSet(false, true)) {
      schedule(Duration.ZERO, this::runPass);
    }
  }

  void triggerAfter(Duration delay) {
    schedule(delay, this::trigger);
  }

  /** A failure at one object is tried again and keeps nobody else waiting. */
  <T extends HasMetadata> void forEach(List<T> objects, Consumer<T> reconcile) {
    for (T object : objects) {
      try {
        reconcile.accept(object);
      } catch (KubernetesClientException e) {
        LOG.debug("{}: {}: {}", name, object.getMetadata().getName(), e.toString());
        triggerAfter(RETRY);
      }
    }
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    thread.shutdownNow();
  }

  private void runPass() {
    due.set(false);
    try {
      pass();
    } catch (RuntimeException e) {
      LOG.warn("{}", name, e);
      triggerAfter(RETRY);
    }
  }

  private void schedule(Duration delay, Runnable task) {
    try {
      var unused = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("{} is closed", name);
    }
  }

  /** What was seen last of one type. */
  @FunctionalInterface
  interface Cached<T> {
    List<T> all();
  }
}
