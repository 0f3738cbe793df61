------------------------------ MODULE TwoPhase ------------------------------
(* Two-phase commit: the transition system of specs/classics/two-phase-commit.machine.ts. *)
CONSTANT RM

VARIABLES rmState, tmState, tmPrepared, messages

Init ==
  /\ rmState = [r \in RM |-> "working"]
  /\ tmState = "init"
  /\ tmPrepared = {}
  /\ messages = {}

TMReceivePrepared(r) ==
  /\ tmState = "init"
  /\ [tag |-> "prepared", rm |-> r] \in messages
  /\ tmPrepared' = tmPrepared \cup {r}
  /\ UNCHANGED <<rmState, tmState, messages>>

TMCommit ==
  /\ tmState = "init"
  /\ tmPrepared = RM
  /\ tmState' = "committed"
  /\ messages' = messages \cup {[tag |-> "commit"]}
  /\ UNCHANGED <<rmState, tmPrepared>>

TMAbort ==
  /\ tmState = "init"
  /\ tmState' = "aborted"
  /\ messages' = messages \cup {[tag |-> "abort"]}
  /\ UNCHANGED <<rmState, tmPrepared>>

RMPrepare(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "prepared"]
  /\ messages' = messages \cup {[tag |-> "prepared", rm |-> r]}
  /\ UNCHANGED <<tmState, tmPrepared>>

RMChooseToAbort(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tmState, tmPrepared, messages>>

RMReceiveCommit(r) ==
  /\ [tag |-> "commit"] \in messages
  /\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\ UNCHANGED <<tmState, tmPrepared, messages>>

RMReceiveAbort(r) ==
  /\ [tag |-> "abort"] \in messages
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tmState, tmPrepared, messages>>

Next ==
  \/ TMCommit
  \/ TMAbort
  \/ \E r \in RM :
       \/ TMReceivePrepared(r)
       \/ RMPrepare(r)
       \/ RMChooseToAbort(r)
       \/ RMReceiveCommit(r)
       \/ RMReceiveAbort(r)

Consistent ==
  ~ ((\E r \in RM : rmState[r] = "committed") /\ (\E r \in RM : rmState[r] = "aborted"))
=============================================================================
