-- Two-phase commit with N resource managers: the transition system of specs/classics/two-phase-commit.machine.ts.
-- For Rumur and CMurphi.

const
  N: 3;

type
  rm: 0 .. N - 1;

var
  rmState: array [rm] of enum { working, prepared, committed, aborted };
  tmState: enum { tmInit, tmCommitted, tmAborted };
  tmPrepared: array [rm] of boolean;
  sentPrepared: array [rm] of boolean;
  sentCommit: boolean;
  sentAbort: boolean;

startstate
begin
  for r: rm do
    rmState[r] := working;
    tmPrepared[r] := false;
    sentPrepared[r] := false;
  endfor;
  tmState := tmInit;
  sentCommit := false;
  sentAbort := false;
end;

rule "tmCommit"
  tmState = tmInit & forall r: rm do tmPrepared[r] endforall
==>
begin
  tmState := tmCommitted;
  sentCommit := true;
endrule;

rule "tmAbort"
  tmState = tmInit
==>
begin
  tmState := tmAborted;
  sentAbort := true;
endrule;

ruleset r: rm do
  rule "tmReceivePrepared"
    tmState = tmInit & sentPrepared[r]
  ==>
  begin
    tmPrepared[r] := true;
  endrule;

  rule "rmPrepare"
    rmState[r] = working
  ==>
  begin
    rmState[r] := prepared;
    sentPrepared[r] := true;
  endrule;

  rule "rmChooseToAbort"
    rmState[r] = working
  ==>
  begin
    rmState[r] := aborted;
  endrule;

  rule "rmReceiveCommit"
    sentCommit
  ==>
  begin
    rmState[r] := committed;
  endrule;

  rule "rmReceiveAbort"
    sentAbort
  ==>
  begin
    rmState[r] := aborted;
  endrule;
endruleset;

invariant "consistent"
  !(exists r: rm do rmState[r] = committed endexists
    & exists r: rm do rmState[r] = aborted endexists);
