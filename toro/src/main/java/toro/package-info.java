/**
 * Locks, semaphores, events, conditions and queues that wait without blocking a thread.
 *
 * <p>One object serves everybody at once: callbacks on an event loop, virtual threads and platform
 * threads stand in one line, first come, first served. A call that may have to wait returns a
 * {@link toro.Wait}: await it in a thread, or attach functions to it as to any {@link
 * java.util.concurrent.CompletionStage}. A wait that is given up, in whichever way, leaves the line
 * and takes nothing with it.
 *
 * <h2>Which primitive do I want?</h2>
 *
 * <ul>
 *   <li>One at a time is inside: {@link toro.AsyncLock}. Who is inside may wait for a condition:
 *       {@link toro.AsyncLock.Condition}. One at a time for each key: {@link toro.AsyncKeyedLock}.
 *   <li>At most N are inside, or one takes several permits of N: {@link toro.AsyncSemaphore}.
 *   <li>Many readers or one writer: {@link toro.AsyncReadWriteLock}.
 *   <li>Items go from some to others, and somebody wants to know when all are done: {@link
 *       toro.AsyncQueue}, unbounded, bounded, hand to hand, last in first out, by priority,
 *       dropping or conflating; one by one, in batches, or on lease.
 *   <li>Every item goes to everybody who has subscribed: {@link toro.AsyncBroadcast}.
 *   <li>All wait until a flag is set: {@link toro.AsyncEvent}.
 *   <li>All wait for a value that is set once: {@link toro.AsyncResult}.
 *   <li>A value changes, and some wait for a change, or until it fits: {@link toro.AsyncValue}.
 *   <li>A value is made once, when it is first asked for: {@link toro.AsyncLazy}. All who ask for
 *       the same key at the same time share one run: {@link toro.SingleFlight}.
 *   <li>Some wait to be told that something has happened: {@link toro.AsyncCondition}. If one is
 *       told who does not wait just now, and must not miss it: {@link toro.AsyncSignal}.
 *   <li>All wait until n things have happened: {@link toro.AsyncLatch}. n of them meet, again and
 *       again: {@link toro.AsyncBarrier}.
 *   <li>Nobody enters any more, and one waits for the last to leave: {@link toro.AsyncTracker}.
 *   <li>So many in a second begin, and no more: {@link toro.AsyncRateLimiter}.
 *   <li>Connections, or the like, are borrowed and given back: {@link toro.AsyncPool}.
 *   <li>A set of tasks ends when its last one ends, and fails as one: {@link toro.TaskGroup}.
 *   <li>All that is waited for on behalf of somebody is given up at once: {@link toro.CancelScope}.
 *   <li>The first of several such things, and nothing else: {@link toro.Select}.
 *   <li>Coroutines share plain fields without locks, or a test runs in virtual time: {@link
 *       toro.Loop}.
 * </ul>
 *
 * <h2>How do I wait?</h2>
 *
 * <ul>
 *   <li>In a thread or coroutine: {@link toro.Wait#await()}, with a limit {@link
 *       toro.Wait#await(java.time.Duration)}, with a limit for several waits together {@link
 *       toro.Wait#await(toro.Deadline)}.
 *   <li>In callback code: {@code with(body)} of a lock or semaphore, {@link
 *       toro.AsyncQueue#forEach} of a queue, or the methods of a stage; {@link toro.Wait#within}
 *       and {@link toro.Wait#by} limit them.
 *   <li>For several, or for any stage: {@link toro.Wait#all}, {@link toro.Wait#anyOf}, {@link
 *       toro.Wait#of}.
 *   <li>Who writes a primitive or a bridge of his own grants waits by a {@link toro.Promise}; a
 *       lock of his own is an {@link toro.Acquirable}, which grants a {@link toro.Permit}.
 * </ul>
 *
 * <h2>For readers of the sources</h2>
 *
 * <p>Read first {@code Wait}, what users call; then {@code Waiter} and {@code WaitQueue}, how it
 * stands in line; then {@code PermitPool} and {@code AsyncLock}, a whole primitive. A class with a
 * subtle inside opens with a comment, "Overview.": the algorithm and its invariants, which the code
 * names (I1). The files of a group begin alike, and here they stand in the order in which they are
 * best read.
 *
 * <p><b>The wait</b>: one line of waiters, and what hangs on each.
 *
 * <ul>
 *   <li>A wait: {@code Wait}, its methods; {@code WaitState}, how it ends; {@code WaitRing}, who
 *       wants it and what hangs on it; {@code WaitNode}, what can be in a list.
 *   <li>In line: {@code Waiter}, a wait that can stand in a line; {@code WaiterGuarded}, one whose
 *       grant takes more than a step; {@code WaitQueue}, the line; {@code WaitListeners}, that of
 *       those who all go on at once; {@code WaitGuard}, what guards it; {@code WaitGrants}, what is
 *       granted under that and delivered after it; {@code Promise}, the same for others.
 *   <li>Derived: {@code WaitStage}, for which a function was attached; {@code WaitFunction}, what
 *       the function is; {@code WaitTask}, the function on its way through an executor; {@code
 *       WaitJoin}, a stage of several; {@code WaitForeign}, a stage that is not ours as a wait;
 *       {@code WaitFuture}, a wait as a future of the JDK.
 *   <li>Made of others: {@code WaitWith}, a body that runs with a permit; {@code WaitSteps}, one
 *       wait after the other; {@code WaitChoice}, the first of several waiters, which come from a
 *       {@code WaitSource} each. Done at the call: {@code WaitDone}. Done at the delivery: {@code
 *       WaitNotice}.
 *   <li>Given up: {@code WaitGiveUp}, an attempt; {@code WaitDeferral}, its end put off; {@code
 *       WaitLimit}, a limit in time; {@code Deadline}; {@code WaitTimer}, the clock; {@code
 *       WaitAlarm}, set on it; {@code WaitWheel}, many of them.
 *   <li>Where it runs: {@code WaitParking}, a thread that waits; {@code EventLoops}, threads that
 *       must not; {@code Trampoline}, functions without deep stacks; {@code Home}, all that the
 *       core knows of a loop.
 * </ul>
 *
 * <p><b>Permits</b>: {@code Permit}, {@code Acquirable}; {@code PermitPool}, the engine, and {@code
 * PermitState}, its word; {@code PermitRequest}, a request and its permit; {@code PermitTicket} and
 * {@code PermitCount}, permits without a request; {@code PermitSource}, a request among others;
 * {@code PermitRefusal}, why one may not wait; {@code AsyncLock}, {@code AsyncSemaphore}, {@code
 * AsyncReadWriteLock}; the condition of a lock: {@code PermitCondition}, its line, {@code
 * PermitConditionWait}, {@code PermitConditionUntil}; a lock for each key: {@code AsyncKeyedLock},
 * {@code PermitKey}, a key that is in use.
 *
 * <p><b>Queues</b>
 *
 * <ul>
 *   <li>A queue: {@code AsyncQueue}; {@code QueueEngine}, what is done with it in one step each;
 *       {@code QueueLines}, how items go from those who put to those who take; {@code QueueState},
 *       what there is of all, and {@code QueueStats}, that shown; {@code QueueWaiter}, one who
 *       waits; {@code QueueTasks}, what is not done; {@code QueueSource}, a wait among others.
 *   <li>The items in their order: {@code QueueRing} and {@code QueueSorted}; {@code QueueDropping}
 *       and {@code QueueConflated}, which make no put wait, but have a {@code QueueOverflow};
 *       {@code QueueCompared}, that by code of the user's.
 *   <li>What not every queue has: {@code QueueExtras}; {@code Slot} and {@code QueueSlot}; {@code
 *       Lease} and {@code QueueLease}; {@code QueueItem}, an item that went back; {@code
 *       QueueEnds}, which are counted, and {@code QueueEnd}, one of them.
 *   <li>Several items: {@code QueueBatch}, {@code QueueForEach}, {@code QueueIterator}.
 * </ul>
 *
 * <p><b>Broadcasts</b>: {@code AsyncBroadcast}; {@code BroadcastEngine}, its last items and who
 * puts; {@code BroadcastReader}, one subscription; {@code BroadcastWaiter}, who waits for either;
 * {@code BroadcastItems}, for a loop; {@code BroadcastSource}, a wait among others; {@code
 * LaggedException}.
 *
 * <p><b>Signals</b>: {@code AsyncEvent}; {@code AsyncCondition}; {@code AsyncSignal}; {@code
 * AsyncResult}, with {@code AlreadySetException} and {@code NotReadyException}; {@code AsyncValue},
 * and {@code Versioned}, what it was at a moment.
 *
 * <p><b>Meetings</b>: {@code AsyncLatch}; {@code AsyncBarrier}; {@code AsyncTracker}, with {@code
 * TrackerVisit}, the permit of one who is inside.
 *
 * <p><b>Limits</b>: {@code AsyncRateLimiter}; {@code LimiterLine}, who waits, and the alarm; {@code
 * LimiterMeter}, what there is when: {@code LimiterBucket}, {@code LimiterWindow}.
 *
 * <p><b>Scopes</b>: {@code CancelScope}; {@code CancelMember}, what is in one.
 *
 * <p><b>Pools</b>: {@code AsyncPool}; {@code PoolState}, what it has, and who gets what; {@code
 * PoolEngine}, what is done with it; {@code PoolStep}, what the user's functions do between; {@code
 * PoolCreation}, a resource that is being created; {@code PoolBorrow}, who waits; {@code Loan} and
 * {@code PoolLoan}, what is lent; {@code PoolStats}.
 *
 * <p><b>Flights</b>: {@code Flight}, one run and those who wait for it; {@code AsyncLazy}; {@code
 * SingleFlight}.
 *
 * <p><b>Flows</b>: {@code FlowPublisher}, what others take from a primitive; {@code
 * FlowSubscription}, one of them; {@code FlowFeed}, what a publisher puts into one.
 *
 * <p><b>Selects</b>: {@code Select}, {@code Clause}, {@code Selected}; {@code SelectWait}, one that
 * was asked; {@code SelectTime} and {@code SelectMirror}, clauses of time and of stages.
 *
 * <p><b>Loops</b>
 *
 * <ul>
 *   <li>A loop: {@code Loop}; {@code Task}, a coroutine's end; {@code LoopBaton}, the right to run;
 *       {@code LoopCoroutine}, a thread that has it at times; {@code LoopCoroutines}, those that
 *       live; {@code LoopReady}, who is next; {@code LoopAlarm} and {@code LoopOffload}, what they
 *       wait for; {@code LoopStats}.
 *   <li>Simulated: {@code LoopSimulation}; {@code LoopStandstill}, {@code LoopReport} and {@code
 *       DeadlockException}, what says why it cannot go on.
 *   <li>Watched: {@code LoopWatchdog}, {@code LoopHeld}, {@code LoopFrames}.
 *   <li>A group: {@code TaskGroup}; {@code TaskGroupState}, who runs in it; {@code
 *       TaskGroupOptions}, what its body has asked for; {@code TaskGroupFailures}, what has gone
 *       wrong; {@code TaskGroupMany}, many bodies at once; {@code TaskGroupContext}, what a body
 *       runs inside of.
 * </ul>
 *
 * <p><b>Everybody's</b>: {@code Primitive} and {@code Names}, how things show themselves; {@code
 * PrimitiveMap} and {@code PrimitiveKey}, what a primitive has for each key; {@code
 * ClosedException}; {@code Block}.
 *
 * <p>Arrows go one way. Permits, queues, broadcasts, signals, limits, scopes and pools know the
 * wait, and not each other. Meetings know what a permit is, and flights what it means that a result
 * is not ready. Selects know these, and loops may know all of them. The wait knows none of them
 * (but the method {@code firstOf}), and a loop only as a {@code Home}. {@code ArrowsTest} holds
 * this, and that every file stands in this guide.
 */
@NullMarked
package toro;

import org.jspecify.annotations.NullMarked;
