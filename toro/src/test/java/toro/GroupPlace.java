package toro;

/** Where a task group runs. */
enum GroupPlace {
  THREAD {
    @Override
    void run(Block body) throws Exception {
      body.run();
    }
  },
  LOOP {
    @Override
    void run(Block body) throws Exception {
      Loop.run(body);
    }
  },
  SIMULATION {
    @Override
    void run(Block body) throws Exception {
      for (long seed = 0; seed < 20; seed++) {
        Loop.simulate(seed, body);
      }
    }
  };

  abstract void run(Block body) throws Exception;
}
