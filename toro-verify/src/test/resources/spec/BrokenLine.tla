-------------------------------- MODULE BrokenLine -------------------------------
(* A broken twin of a step of Line.tla for each bug that TLC has to find. A run     *)
(* puts the twin in the place of the step: `CONSTANT Dropped <- Dropped_Paid`.      *)
EXTENDS Line

(* The permits of a waiter that gave up before its grant are lost.                  *)
Dropped_Paid(q, w) == [q EXCEPT !.available = @ - Amount(w)]

(* The grant is written without a compare-and-set.                                  *)
Dropped_Granted(q, w) == Granted(q, w)

(* Who leaves does not look whom he was blocking.                                   *)
Leave_WakingNobody(w) ==
  /\ leaving[w] = "in line" /\ guard = "nobody"
  /\ p' = Unlinked(p, w)
  /\ leaving' = [leaving EXCEPT ![w] = "over"]
  /\ UNCHANGED <<guard, at, readers>>

(* Permits are taken although somebody stands in line.                              *)
CanTake_Barging(w) == ~p.closed /\ p.available >= Amount(w)

(* Permits are added with one compare-and-set although somebody stands in line.     *)
CanAdd_Always == TRUE

(* Who joins the line has looked before QUEUED is set: a release comes between.     *)
Join_LooksBefore(w) ==
  /\ at[w] = "new" /\ guard = "nobody" /\ ~p.closed /\ ~CanTake(w)
  /\ at' = [at EXCEPT ![w] = "adding"]
  /\ guard' = w
  /\ UNCHANGED <<p, leaving, readers>>
Add_Queueing(w) ==
  /\ at[w] = "adding" /\ guard = w
  /\ p' = [p EXCEPT !.end[w] = "waiting", !.queued = TRUE, !.line = Append(@, w), !.came = Append(@, w)]
  /\ at' = [at EXCEPT ![w] = "asked"]
  /\ guard' = "nobody"
  /\ UNCHANGED <<leaving, readers>>

(* A request looks whether all is closed before it has the guard.                   *)
Join_AfterClose(w) ==
  /\ at[w] = "new" /\ guard = "nobody" /\ ~CanTake(w)
  /\ p' = [p EXCEPT !.queued = TRUE]
  /\ at' = [at EXCEPT ![w] = "adding"]
  /\ guard' = w
  /\ UNCHANGED <<leaving, readers>>

(* QUEUED is cleared when a grant was made, whoever else stands in line.            *)
Granted_ClearingQueued(q, w) ==
  [q EXCEPT !.end[w] = "granted",
            !.permit[w] = "open",
            !.available = @ - Amount(w),
            !.queued = FALSE]

(* Permits are added without QUEUED while OBSERVED is set: others may take them      *)
(* before the observers looked.                                                     *)
Added_Unqueued(q, n) == [q EXCEPT !.available = @ + n]

(* A move from line to line passes through a moment in no line, and who sleeps       *)
(* gives up like a request: it decides first, and looks for its line after that.     *)
Signal_ThroughNoLine ==
  /\ guard = "nobody" /\ p.signals # <<>>
  /\ LET w == Head(p.signals) IN
     /\ p' = [p EXCEPT !.queued = TRUE, !.signals = Tail(@)]
     /\ at' = [at EXCEPT ![w] = "adding"]
     /\ guard' = w
  /\ UNCHANGED <<leaving, readers>>
QuitAsleep_LikeRequest(w) ==
  /\ IsWaiting(p, w)
  /\ p' = [p EXCEPT !.end[w] = "gave up"]
  /\ leaving' = [leaving EXCEPT ![w] = "decided"]
  /\ UNCHANGED <<guard, at, readers>>

(* Who sleeps is decided first, and his permit after that: between them he has ended *)
(* with a permit that is neither open nor closed.                                   *)
QuitAsleep_InTwoSteps(w) == Decided(w) /\ UNCHANGED readers

(* A move forgets to take the waiter off the line where it was.                     *)
Expire_InBothLines(w) ==
  /\ guard = "nobody" /\ w \in Range(p.signals)
  /\ p' = Drained([p EXCEPT !.queued = TRUE, !.line = Append(@, w)])
  /\ UNCHANGED <<waits, readers>>

(* The signal of one who leaves goes to nobody.                                     *)
Forwarded_Lost(q, w) == [q EXCEPT !.signalled = @ \ {w}]

(* Closing forgets those who sleep.                                                 *)
AllMoved_None(q) == q

(* Closing also fails those who take their permit back.                             *)
Failed_All(q, some) ==
  [q EXCEPT !.line = <<>>,
            !.observers = <<>>,
            !.end = [w \in Waiters |->
              IF w \in Range(q.line) \union Range(q.observers) /\ IsWaiting(q, w)
              THEN "failed" ELSE @[w]]]

(* What was granted goes back although it was received.                             *)
CanReclaim_Blind(w) == w \notin returned

(* What was granted goes back although somebody came to receive it.                 *)
CanReclaim_Uncounted(w) == w \notin received \union returned

(* A stage hangs on a wait without being counted.                                   *)
Attach_Uncounted(w, s) ==
  /\ stage[w, s] = "new" /\ at[w] \notin {"new", "adding"}
  /\ Set(w, s, "hanging")
  /\ receivers' = [receivers EXCEPT ![w] = IF s = CHOOSE t \in Stages : TRUE THEN @ ELSE @ + 1]
  /\ UNCHANGED <<p, waits, received, returned>>

(* A function uses what was granted without having received it.                     *)
Receive_Unasked(w, s) ==
  /\ stage[w, s] = "begun"
  /\ Set(w, s, IF p.end[w] = "granted" THEN "using" ELSE "over")
  /\ UNCHANGED <<p, waits, receivers, received, returned>>
=================================================================================
