-- Peterson's algorithm for N processes: the transition system of specs/classics/peterson.machine.ts, and of Murphi's
-- example n_peterson without symmetry. For Rumur and CMurphi.

const
  N: 3;

type
  process: 0 .. N - 1;

var
  at: array [process] of enum { idle, claim, yield, wait, critical };
  level: array [process] of 0 .. N;
  round: array [process] of 0 .. N;
  last: array [1 .. N - 1] of process;

startstate
begin
  for p: process do
    at[p] := idle;
    level[p] := 0;
    round[p] := 0;
  endfor;
  undefine last;
end;

ruleset p: process do
  rule "start"
    at[p] = idle
  ==>
  begin
    round[p] := 1;
    at[p] := claim;
  endrule;

  rule "claimLevel"
    at[p] = claim
  ==>
  begin
    level[p] := round[p];
    at[p] := yield;
  endrule;

  rule "letOthersPass"
    at[p] = yield
  ==>
  begin
    last[round[p]] := p;
    at[p] := wait;
  endrule;

  rule "awaitTurn"
    at[p] = wait
  ==>
  begin
    if last[round[p]] != p | forall q: process do q = p | level[q] < round[p] endforall then
      round[p] := round[p] + 1;
      if round[p] < N then
        at[p] := claim;
      else
        at[p] := critical;
      endif;
    endif;
  endrule;

  rule "leave"
    at[p] = critical
  ==>
  begin
    level[p] := 1;
    at[p] := idle;
  endrule;
endruleset;

invariant "mutualExclusion"
  forall p: process do forall q: process do
    p = q | at[p] != critical | at[q] != critical
  endforall endforall;
