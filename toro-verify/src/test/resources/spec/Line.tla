---------------------------------- MODULE Line ----------------------------------
(* The protocol of permits and of the line for them: PermitPool, its WaitQueues,   *)
(* Waiter, PermitRequest, PermitConditionWait, and the receivers of a grant        *)
(* (WaitRing, WaitStage). The invariants are the numbered ones of their overview   *)
(* comments; BrokenLine.tla has a broken twin of a step for each bug.              *)
(*                                                                                 *)
(* One step of the model is one compare-and-set, or one critical section. Where    *)
(* something outside of the guard could come between two writes of a section, it   *)
(* is two steps, and `guard` says who is between them.                             *)
(*                                                                                 *)
(*             Join, Add              Drained                                      *)
(*   new ─────────────────▶ waiting ─────────────▶ granted ──CloseOpen, Release──▶ *)
(*    │                      ▲   └──Quit, Look, Leave──▶ gave up                   *)
(*    └──TryTake─────────────┼────────────────────────▲                            *)
(*            Sleep, Signal ─┘  (from the signals to the line)                     *)
(*                                                                                 *)
(* Left out: delivery (a waiter that is decided sees it), resizing, time.          *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Permits,    \* how many there are
  Ones, Twos, \* the requests for one permit, and for two
  Sleepers,   \* hold one permit each, and give it up until a signal comes
  Observers,  \* wait until a permit could be had (whenAvailable)
  Quitters,   \* those who may be cancelled: who always may hides that he is stuck
  Limited,    \* the sleepers who may run out of patience
  Signals,    \* whether there are signals
  Closes,     \* whether all is closed at some time
  Shared,     \* the requests that stages hang on, which alone read what is granted,
  Stages      \* and the stages that hang on each of them

Requests == Ones \union Twos
Waiters == Requests \union Sleepers \union Observers
Amount(w) == IF w \in Twos THEN 2 ELSE 1
Ends == {"granted", "failed", "gave up"}

VARIABLES
  p,         \* the pool: its word, its lines, and all that is decided under its guard
  guard,     \* who holds the guard between two steps
  at,        \* for each waiter: where the thread is that asks, and later gives back
  leaving,   \* for each waiter: where the thread is that gives it up
  stage,     \* for each stage: what became of it
  receivers, received, returned \* the word of a shared request (WaitRing)

vars == <<p, guard, at, leaving, stage, receivers, received, returned>>
waits == <<guard, at, leaving>>
readers == <<stage, receivers, received, returned>>

Init ==
  /\ p = [available |-> Permits - Cardinality(Sleepers),
          queued |-> FALSE, observed |-> FALSE, closed |-> FALSE,
          line |-> <<>>, signals |-> <<>>, observers |-> <<>>,
          end |-> [w \in Waiters |-> "new"],
          permit |-> [w \in Requests \union Sleepers |-> "open"],
          signalled |-> {}, \* sleepers who got a signal, and have not woken
          owed |-> 0,       \* how many signals reached somebody, and have woken nobody
          came |-> <<>>]    \* in which order the permits were asked for
  /\ guard = "nobody"
  /\ at = [w \in Waiters |-> "new"]
  /\ leaving = [w \in Waiters |-> "no"]
  /\ stage = [s \in Shared \X Stages |-> "new"]
  /\ receivers = [w \in Shared |-> 0]
  /\ received = {} /\ returned = {}

-----------------------------------------------------------------------------------
(* What is done to the pool inside a critical section.                             *)

Range(line) == {line[i] : i \in DOMAIN line}
Without(line, w) == SelectSeq(line, LAMBDA v : v # w)
InALine(w) == w \in Range(p.line) \union Range(p.signals) \union Range(p.observers)
IsWaiting(q, w) == q.end[w] = "waiting"

(* The grant of a waiter that was taken off the line.                              *)
Granted(q, w) ==
  [q EXCEPT !.end[w] = "granted",
            !.permit[w] = "open",
            !.available = @ - Amount(w),
            !.signalled = @ \ {w},
            !.owed = IF w \in q.signalled THEN @ - 1 ELSE @]

(* A waiter that was taken off the line, and had given up before.                  *)
Dropped(q, w) == q

(* Nobody is in line any more: the observers look before others may take.          *)
Opened(q) ==
  LET seen == q.available > 0 IN
  [q EXCEPT !.queued = FALSE,
            !.observed = ~seen /\ q.observers # <<>>,
            !.observers = IF seen THEN <<>> ELSE @,
            !.end = [w \in Waiters |->
              IF seen /\ w \in Range(q.observers) /\ IsWaiting(q, w) THEN "granted" ELSE @[w]]]

(* Grants from the head of the line while the permits suffice.                     *)
RECURSIVE Drained(_)
Drained(q) ==
  IF q.line = <<>> THEN Opened(q)
  ELSE LET w == Head(q.line)
           rest == [q EXCEPT !.line = Tail(@)] IN
       IF ~IsWaiting(q, w) THEN Drained(Dropped(rest, w))
       ELSE IF q.available >= Amount(w) THEN Drained(Granted(rest, w))
       ELSE q

Added(q, n) == [q EXCEPT !.queued = @ \/ q.observed, !.available = @ + n]

Unlinked(q, w) ==
  [q EXCEPT !.line = Without(@, w), !.signals = Without(@, w), !.observers = Without(@, w)]

Moved(q, w) == \* from the signals to the end of the line
  [q EXCEPT !.queued = TRUE,
            !.signals = Without(@, w),
            !.line = Append(@, w),
            !.came = Append(@, w)]

SignalledOne(q) == \* a signal that is there for one goes to the first
  IF q.signals = <<>> THEN [q EXCEPT !.owed = @ - 1]
  ELSE LET w == Head(q.signals) IN Moved([q EXCEPT !.signalled = @ \union {w}], w)

RECURSIVE AllMoved(_)
AllMoved(q) == IF q.signals = <<>> THEN q ELSE AllMoved(Moved(q, Head(q.signals)))

-----------------------------------------------------------------------------------
(* Asking.                                                                         *)

CanTake(w) == ~p.closed /\ ~p.queued /\ p.available >= Amount(w)

TryTake(w) == \* one compare-and-set
  /\ at[w] = "new" /\ CanTake(w)
  /\ p' = [p EXCEPT !.available = @ - Amount(w),
                    !.end[w] = "granted",
                    !.came = Append(@, w)]
  /\ at' = [at EXCEPT ![w] = "asked"]
  /\ UNCHANGED <<guard, leaving, readers>>

Join(w) == \* under the guard: one compare-and-set, after which nobody takes or adds permits
  /\ at[w] = "new" /\ guard = "nobody" /\ ~CanTake(w)
  /\ IF p.closed
     THEN /\ p' = [p EXCEPT !.end[w] = "failed"]
          /\ at' = [at EXCEPT ![w] = "asked"]
          /\ UNCHANGED guard
     ELSE /\ p' = [p EXCEPT !.queued = TRUE]
          /\ at' = [at EXCEPT ![w] = "adding"]
          /\ guard' = w
  /\ UNCHANGED <<leaving, readers>>

Add(w) ==
  /\ at[w] = "adding" /\ guard = w
  /\ p' = [p EXCEPT !.end[w] = IF @ = "new" THEN "waiting" ELSE @,
                    !.line = Append(@, w),
                    !.came = Append(@, w)]
  /\ at' = [at EXCEPT ![w] = "asked"]
  /\ guard' = "nobody"
  /\ UNCHANGED <<leaving, readers>>

Observe(w) ==
  /\ at[w] = "new" /\ guard = "nobody"
  /\ p' = IF p.closed THEN [p EXCEPT !.end[w] = "failed"]
          ELSE IF ~p.queued /\ p.available > 0 THEN [p EXCEPT !.end[w] = "granted"]
          ELSE [p EXCEPT !.end[w] = "waiting",
                         !.observed = TRUE,
                         !.observers = Append(@, w)]
  /\ at' = [at EXCEPT ![w] = "asked"]
  /\ UNCHANGED <<guard, leaving, readers>>

-----------------------------------------------------------------------------------
(* Giving back.                                                                    *)

Closed(w) == \* the permit is given back once: one compare-and-set
  /\ at[w] = "asked" /\ p.end[w] \in {"granted", "failed"}
  /\ p.permit[w] = "open" /\ (p.end[w] = "failed" => w \in Sleepers)
  /\ p' = [p EXCEPT !.permit[w] = "closed"]
  /\ at' = [at EXCEPT ![w] = "releasing"]
  /\ UNCHANGED <<guard, leaving>>

CloseOpen(w) == Closed(w) /\ UNCHANGED readers

CanAdd == ~p.queued /\ ~p.observed

Release(w) ==
  /\ at[w] = "releasing"
  /\ \/ /\ CanAdd \* one compare-and-set
        /\ p' = [p EXCEPT !.available = @ + Amount(w)]
        /\ at' = [at EXCEPT ![w] = "over"]
        /\ UNCHANGED guard
     \/ /\ ~CanAdd /\ guard = "nobody"
        /\ p' = Added(p, Amount(w))
        /\ at' = [at EXCEPT ![w] = "draining"]
        /\ guard' = w
  /\ UNCHANGED <<leaving, readers>>

Drain(w) == \* the second half of a critical section that has added permits
  /\ at[w] = "draining" /\ guard = w
  /\ p' = Drained(p)
  /\ at' = [at EXCEPT ![w] = IF p.permit[w] = "suspended" THEN "asked" ELSE "over"]
  /\ guard' = "nobody"
  /\ UNCHANGED <<leaving, readers>>

-----------------------------------------------------------------------------------
(* Giving up.                                                                      *)

Decided(w) == \* gives up a waiter that still waits: one compare-and-set
  /\ at[w] = "asked" /\ IsWaiting(p, w)
  /\ p' = [p EXCEPT !.end[w] = "gave up"]
  /\ leaving' = [leaving EXCEPT ![w] = "decided"]
  /\ UNCHANGED <<guard, at>>

Quit(w) == Decided(w) /\ UNCHANGED readers

Look(w) == \* without the guard: is it in a line?
  /\ leaving[w] = "decided"
  /\ leaving' = [leaving EXCEPT ![w] = IF InALine(w) THEN "in line" ELSE "over"]
  /\ UNCHANGED <<p, guard, at, readers>>

Leave(w) ==
  /\ leaving[w] = "in line" /\ guard = "nobody"
  /\ p' = IF InALine(w) THEN Drained(Unlinked(p, w)) ELSE p
  /\ leaving' = [leaving EXCEPT ![w] = "over"]
  /\ UNCHANGED <<guard, at, readers>>

-----------------------------------------------------------------------------------
(* The condition: who sleeps is decided under the guard, and his permit with him.  *)

Sleep(w) ==
  /\ at[w] = "new" /\ guard = "nobody"
  /\ IF p.closed
     THEN /\ p' = [p EXCEPT !.end[w] = "failed"]
          /\ at' = [at EXCEPT ![w] = "asked"]
          /\ UNCHANGED guard
     ELSE /\ p' = [Added(p, 1) EXCEPT !.end[w] = "waiting",
                                      !.permit[w] = "suspended",
                                      !.signals = Append(@, w)]
          /\ at' = [at EXCEPT ![w] = "draining"]
          /\ guard' = w
  /\ UNCHANGED <<leaving, readers>>

Signal ==
  /\ Signals /\ guard = "nobody" /\ p.signals # <<>>
  /\ p' = Drained(SignalledOne([p EXCEPT !.owed = @ + 1]))
  /\ UNCHANGED <<waits, readers>>

Expire(w) == \* he waits no longer for the signal, but still for the permit
  /\ guard = "nobody" /\ w \in Range(p.signals)
  /\ p' = Drained(Moved(p, w))
  /\ UNCHANGED <<waits, readers>>

Forwarded(q, w) == \* the signal of one who leaves
  IF w \in q.signalled THEN SignalledOne([q EXCEPT !.signalled = @ \ {w}]) ELSE q

QuitAsleep(w) ==
  /\ at[w] = "asked" /\ guard = "nobody" /\ IsWaiting(p, w)
  /\ p' = Drained(Forwarded([Unlinked(p, w) EXCEPT !.end[w] = "gave up",
                                                   !.permit[w] = "closed"], w))
  /\ UNCHANGED <<waits, readers>>

-----------------------------------------------------------------------------------
(* Closing: requests and observers fail, sleepers wake, who takes a permit back    *)
(* still gets it.                                                                  *)

Failed(q, some) ==
  [q EXCEPT !.line = SelectSeq(@, LAMBDA w : w \notin some),
            !.observers = SelectSeq(@, LAMBDA w : w \notin some),
            !.end = [w \in Waiters |->
              IF w \in some /\ w \in Range(q.line) \union Range(q.observers) /\ IsWaiting(q, w)
              THEN "failed" ELSE @[w]]]

Close ==
  /\ Closes /\ ~p.closed /\ guard = "nobody"
  /\ p' = Drained(AllMoved(Failed([p EXCEPT !.closed = TRUE], Requests \union Observers)))
  /\ UNCHANGED <<waits, readers>>

-----------------------------------------------------------------------------------
(* Receiving what was granted, against giving back what nobody will receive.       *)

Set(w, s, what) == stage' = [stage EXCEPT ![w, s] = what]

Attach(w, s) == \* counted, from now on
  /\ stage[w, s] = "new" /\ at[w] \notin {"new", "adding"}
  /\ Set(w, s, "hanging")
  /\ receivers' = [receivers EXCEPT ![w] = @ + 1]
  /\ UNCHANGED <<p, waits, received, returned>>

Begin(w, s) == \* its function, or it is detached: one of the two has the claim
  /\ stage[w, s] = "hanging" /\ p.end[w] \in Ends
  /\ Set(w, s, "begun")
  /\ UNCHANGED <<p, waits, receivers, received, returned>>

Receive(w, s) == \* RECEIVED, unless RETURNED
  /\ stage[w, s] = "begun"
  /\ LET mine == p.end[w] = "granted" /\ w \notin returned IN
     /\ Set(w, s, IF mine THEN "using" ELSE "over")
     /\ received' = IF mine THEN received \union {w} ELSE received
  /\ UNCHANGED <<p, waits, receivers, returned>>

Used(w, s) == \* it closes the permit, which another may have done
  /\ stage[w, s] = "using"
  /\ Set(w, s, "used")
  /\ IF p.permit[w] = "open" THEN Closed(w) ELSE UNCHANGED <<p, waits>>
  /\ UNCHANGED <<receivers, received, returned>>

Detach(w, s) ==
  /\ stage[w, s] = "hanging"
  /\ Set(w, s, "detached")
  /\ UNCHANGED <<p, waits, receivers, received, returned>>

CountOff(w, s) ==
  /\ stage[w, s] = "detached"
  /\ receivers' = [receivers EXCEPT ![w] = @ - 1]
  /\ Set(w, s, IF receivers[w] = 1 THEN "last" ELSE "over")
  /\ UNCHANGED <<p, waits, received, returned>>

Abandon(w, s) == \* gives up what it was the last to want, or takes back what was granted
  /\ stage[w, s] = "last"
  /\ IF IsWaiting(p, w) THEN Decided(w) /\ Set(w, s, "over")
     ELSE /\ Set(w, s, IF p.end[w] = "granted" THEN "reclaiming" ELSE "over")
          /\ UNCHANGED <<p, waits>>
  /\ UNCHANGED <<receivers, received, returned>>

CanReclaim(w) == receivers[w] = 0 /\ w \notin received \union returned

Reclaim(w, s) == \* RETURNED, unless RECEIVED, or somebody is counted again
  /\ stage[w, s] = "reclaiming"
  /\ Set(w, s, IF CanReclaim(w) THEN "giving back" ELSE "over")
  /\ returned' = IF CanReclaim(w) THEN returned \union {w} ELSE returned
  /\ UNCHANGED <<p, waits, receivers, received>>

GiveBack(w, s) ==
  /\ stage[w, s] = "giving back"
  /\ Set(w, s, "over")
  /\ IF p.permit[w] = "open" THEN Closed(w) ELSE UNCHANGED <<p, waits>>
  /\ UNCHANGED <<receivers, received, returned>>

-----------------------------------------------------------------------------------
Must == \* what happens sooner or later
  \/ \E w \in Requests : TryTake(w) \/ Join(w)
  \/ \E w \in Observers : Observe(w)
  \/ \E w \in Sleepers : Sleep(w)
  \/ \E w \in (Requests \ Shared) \union Sleepers : CloseOpen(w)
  \/ \E w \in Requests \union Sleepers : Add(w) \/ Release(w) \/ Drain(w)
  \/ \E w \in Waiters : Look(w) \/ Leave(w)
  \/ \E w \in Shared, s \in Stages :
        \/ Attach(w, s) \/ Begin(w, s) \/ Receive(w, s) \/ Used(w, s)
        \/ CountOff(w, s) \/ Abandon(w, s) \/ Reclaim(w, s) \/ GiveBack(w, s)

May == \* what may happen, or not
  \/ \E w \in Quitters \ Sleepers : Quit(w)
  \/ \E w \in Quitters \intersect Sleepers : QuitAsleep(w)
  \/ \E w \in Limited : Expire(w)
  \/ \E w \in Shared, s \in Stages : Detach(w, s)
  \/ Signal
  \/ Close

Next == Must \/ May
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------------
(* The invariants.                                                                 *)

Free == guard = "nobody" \* outside of the critical sections

Holds(w) ==
  \/ at[w] = "releasing"
  \/ p.permit[w] = "open" /\ (w \in Sleepers \/ p.end[w] = "granted")

RECURSIVE Sum(_)
Sum(some) == IF some = {} THEN 0 ELSE LET w == CHOOSE w \in some : TRUE IN Amount(w) + Sum(some \ {w})

(* Nothing is lost, and nothing is minted.                                         *)
Conserved == Free => p.available + Sum({w \in Requests \union Sleepers : Holds(w)}) = Permits

(* PermitPool I1. (An observer who leaves while QUEUED is set leaves OBSERVED behind.) *)
QueuedIfInLine ==
  Free => /\ p.queued <=> p.line # <<>>
          /\ p.observers # <<>> => p.observed
          /\ p.observed => p.observers # <<>> \/ p.queued
(* PermitPool I2. *)
HeadWantsMore == Free /\ p.line # <<>> => p.available < Amount(Head(p.line))
(* PermitPool I3. *)
ObserversFirst == p.observed /\ ~p.queued => p.available <= 0
(* PermitPool I4. *)
ClosedLine ==
  p.closed => p.observers = <<>> /\ p.signals = <<>> /\ Range(p.line) \subseteq Sleepers

(* WaitQueue I1. *)
InOneLine ==
  LET all == p.line \o p.signals \o p.observers IN Cardinality(Range(all)) = Len(all)
(* WaitQueue I3. *)
NoneLeftBehind ==
  \A w \in Waiters : InALine(w) => IsWaiting(p, w) \/ leaving[w] \in {"decided", "in line"}

(* Law 1: who came first is not waiting any more when one who came later is granted. *)
InOrder ==
  \A i, j \in DOMAIN p.came :
    i < j /\ p.end[p.came[j]] = "granted" => ~IsWaiting(p, p.came[i])

(* Waiter, its picture: how it ends is decided once. *)
EndsOnce == [][\A w \in Waiters : p.end[w] \in Ends => p'.end[w] = p.end[w]]_vars

(* PermitConditionWait I1. *)
PermitFollowsWait ==
  \A w \in Sleepers :
    /\ IsWaiting(p, w) <=> p.permit[w] = "suspended"
    /\ p.end[w] = "gave up" => p.permit[w] = "closed"
(* PermitConditionWait I2. *)
SignalsKept == p.owed = Cardinality(p.signalled)

(* WaitRing R2. *)
NotBoth == received \intersect returned = {}
(* WaitRing R3. *)
ReturnedUnwanted == [][\A w \in returned' \ returned : receivers[w] = 0]_vars
(* WaitStage I1: the last that leaves was the last. *)
LastIsLast ==
  [][\A w \in Shared, s \in Stages :
       stage[w, s] = "detached" /\ stage'[w, s] = "last"
         => \A t \in Stages \ {s} : stage[w, t] \notin {"hanging", "begun", "using", "used"}]_vars
(* WaitStage I2: two never use what is there for one. *)
Uses(w) ==
  IF w \notin Shared THEN p.permit[w] = "open" /\ (w \in Sleepers \/ p.end[w] = "granted")
  ELSE (\E s \in Stages : stage[w, s] = "using") /\ ~\E s \in Stages : stage[w, s] = "used"
Exclusion == Sum({w \in Requests \union Sleepers : Uses(w)}) <= Permits

(* When all who can go on have done so, all waits have ended, but of those who sleep. *)
(* (No step is ever taken back: so this is all there is to say about progress.)      *)
NobodyStuck ==
  ENABLED Must
    \/ \A w \in Waiters : p.end[w] \in Ends \/ (w \in Range(p.signals) /\ ~p.closed)
=================================================================================
