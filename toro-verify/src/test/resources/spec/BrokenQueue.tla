------------------------------- MODULE BrokenQueue -------------------------------
(* A broken twin of a step of Queue.tla for each bug that TLC has to find.          *)
EXTENDS Queue

(* A put does not look whether somebody waits to take.                              *)
Entered_PastTakers(s, i) == [s EXCEPT !.buffer = Append(@, i)]

(* A take leaves the room that it makes to nobody: the putter is admitted too late,  *)
(* and a taker waits beside him.                                                    *)
Admitted_None(s) == s

(* The item of an admitted put is still with the one who put it.                    *)
Admitted_Twice(s) ==
  IF s.putters = <<>> \/ Len(s.buffer) > Capacity THEN s
  ELSE [s EXCEPT !.buffer = Append(@, Head(s.putters))]

(* A put waits although there is room.                                              *)
Put_TooShy(w) ==
  /\ q.end[w] = "new"
  /\ q' = IF q.closed THEN Ended(q, w, "failed")
          ELSE IF q.takers = <<>> THEN [Ended(q, w, "waiting") EXCEPT !.putters = Append(@, w)]
          ELSE Counted(Ended(Entered(q, w), w, "granted"))
  /\ UNCHANGED <<took, delivered>>

(* An item that goes back is counted again.                                         *)
PutBack_Counted(s, i) ==
  IF s.takers # <<>> THEN Handed(s, i) ELSE Counted([s EXCEPT !.buffer = <<i>> \o @])

(* Closing forgets those who wait to put.                                           *)
Close_KeepingPutters ==
  /\ Closes /\ ~q.closed
  /\ q' = [q EXCEPT !.closed = TRUE, !.takers = <<>>,
                    !.end = [w \in DOMAIN q.end |->
                      IF w \in Range(q.takers) THEN "failed" ELSE @[w]]]
  /\ UNCHANGED <<took, delivered>>

(* What was received goes back all the same, to be delivered again.                 *)
CanReclaim_Received(t) == took[t] \in {"nothing", "received"}
=================================================================================
