--------------------------------- MODULE Queue ---------------------------------
(* The protocol of a queue: QueueLines,  whose every step is a critical section,   *)
(* and what comes after a grant outside of it: an item is received, or goes back.   *)
(* The invariants are the numbered ones of the overview comment; BrokenQueue.tla   *)
(* has the broken twins.                                                           *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Putters,  \* each puts one item, which has its name
  Takers,
  Capacity, \* 0: a rendezvous
  Quitters, \* those who may give up, before or after a grant
  Closes

Range(line) == {line[i] : i \in DOMAIN line}
Without(line, w) == SelectSeq(line, LAMBDA v : v # w)

VARIABLES
  q,        \* the queue, all of it under the guard
  took,     \* for each taker: what became of what it was granted
  delivered \* for each item: how often somebody received it

vars == <<q, took, delivered>>

Init ==
  /\ q = [buffer |-> <<>>, takers |-> <<>>, putters |-> <<>>, closed |-> FALSE,
          tasks |-> 0, \* how many items were counted
          end |-> [w \in Putters \union Takers |-> "new"],
          item |-> [t \in Takers |-> "none"]]
  /\ took = [t \in Takers |-> "nothing"]
  /\ delivered = [i \in Putters |-> 0]

-----------------------------------------------------------------------------------
(* What is done to the queue inside a critical section.                            *)

Ended(s, w, how) == [s EXCEPT !.end[w] = how]

Handed(s, i) == \* an item to the first taker
  LET t == Head(s.takers) IN
  [Ended(s, t, "granted") EXCEPT !.takers = Tail(@), !.item[t] = i]

Entered(s, i) == \* an item to the first taker, else to the buffer
  IF s.takers # <<>> THEN Handed(s, i) ELSE [s EXCEPT !.buffer = Append(@, i)]

Counted(s) == [s EXCEPT !.tasks = @ + 1]

(* Admits the first putter, one over the capacity, before an item is chosen.        *)
Admitted(s) ==
  IF s.putters = <<>> \/ Len(s.buffer) > Capacity THEN s
  ELSE LET w == Head(s.putters) IN
       [Counted(Ended(s, w, "granted")) EXCEPT !.putters = Tail(@), !.buffer = Append(@, w)]

PutBack(s, i) == IF s.takers # <<>> THEN Handed(s, i) ELSE [s EXCEPT !.buffer = <<i>> \o @]

-----------------------------------------------------------------------------------
Put(w) ==
  /\ q.end[w] = "new"
  /\ q' = IF q.closed THEN Ended(q, w, "failed")
          ELSE IF q.takers = <<>> /\ Len(q.buffer) >= Capacity
          THEN [Ended(q, w, "waiting") EXCEPT !.putters = Append(@, w)]
          ELSE Counted(Ended(Entered(q, w), w, "granted"))
  /\ UNCHANGED <<took, delivered>>

Take(t) ==
  /\ q.end[t] = "new"
  /\ LET s == Admitted(q) IN
     q' = IF s.buffer # <<>>
          THEN [Ended(s, t, "granted") EXCEPT !.item[t] = Head(s.buffer), !.buffer = Tail(@)]
          ELSE IF q.closed THEN Ended(q, t, "failed")
          ELSE [Ended(s, t, "waiting") EXCEPT !.takers = Append(@, t)]
  /\ UNCHANGED <<took, delivered>>

Quit(w) == \* decided and unlinked in one critical section
  /\ w \in Quitters /\ q.end[w] = "waiting"
  /\ q' = [Ended(q, w, "gave up") EXCEPT !.takers = Without(@, w), !.putters = Without(@, w)]
  /\ UNCHANGED <<took, delivered>>

Close ==
  /\ Closes /\ ~q.closed
  /\ q' = [q EXCEPT !.closed = TRUE, !.takers = <<>>, !.putters = <<>>,
                    !.end = [w \in DOMAIN q.end |->
                      IF w \in Range(q.takers) \union Range(q.putters) THEN "failed" ELSE @[w]]]
  /\ UNCHANGED <<took, delivered>>

-----------------------------------------------------------------------------------
(* Outside of the guard: the word of the take says which of the two it is.          *)

Receive(t) ==
  /\ q.end[t] = "granted" /\ took[t] = "nothing"
  /\ took' = [took EXCEPT ![t] = "received"]
  /\ delivered' = [delivered EXCEPT ![q.item[t]] = @ + 1]
  /\ UNCHANGED q

CanReclaim(t) == took[t] = "nothing"

Reclaim(t) ==
  /\ t \in Quitters /\ q.end[t] = "granted" /\ CanReclaim(t)
  /\ took' = [took EXCEPT ![t] = "returned"]
  /\ UNCHANGED <<q, delivered>>

GiveBack(t) ==
  /\ took[t] = "returned"
  /\ took' = [took EXCEPT ![t] = "gone back"]
  /\ q' = PutBack(q, q.item[t])
  /\ UNCHANGED delivered

-----------------------------------------------------------------------------------
Must ==
  \/ \E w \in Putters : Put(w)
  \/ \E t \in Takers : Take(t) \/ Receive(t) \/ GiveBack(t)
May == Close \/ \E w \in Quitters : Quit(w) \/ (w \in Takers /\ Reclaim(w))
Next == Must \/ May
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------------
(* The invariants.                                                                 *)

(* QueueLines I1. *)
TakersFindNothing == q.takers # <<>> => q.buffer = <<>> /\ q.putters = <<>>
(* QueueLines I2. *)
PuttersFindItFull == q.putters # <<>> => Len(q.buffer) >= Capacity
(* QueueLines I3. *)
Places(i) ==
  Cardinality({n \in DOMAIN q.buffer : q.buffer[n] = i})
    + (IF i \in Range(q.putters) THEN 1 ELSE 0)
    + Cardinality({t \in Takers : q.item[t] = i /\ took[t] # "gone back"})
InOnePlace ==
  \A i \in Putters :
    Places(i) = IF q.end[i] \in {"granted", "waiting"} THEN 1 ELSE 0
(* QueueLines I4. *)
TasksCounted == q.tasks = Cardinality({i \in Putters : q.end[i] = "granted"})
(* QueueLines I5. *)
ClosedLines == q.closed => q.takers = <<>> /\ q.putters = <<>>

DeliveredOnce == \A i \in Putters : delivered[i] <= IF q.end[i] = "granted" THEN 1 ELSE 0

(* Who can go on has done so: then nobody waits for what another has, or wants.      *)
NoneStuck ==
  ENABLED Must \/ ~(\E w \in Putters, t \in Takers : q.end[w] = "waiting" /\ q.end[t] = "waiting")
=================================================================================
