-- Dining philosophers, one of whom takes the right fork first: the transition system of
-- specs/classics/dining-philosophers.machine.ts. For Rumur and CMurphi.

const
  N: 3;

type
  philosopher: 0 .. N - 1;

var
  is: array [philosopher] of enum { thinking, hungry, holding, eating };
  heldBy: array [philosopher] of philosopher;

function right(p: philosopher): philosopher;
begin
  return (p + 1) % N;
end;

function firstFork(p: philosopher): philosopher;
begin
  if p = 0 then return right(p); endif;
  return p;
end;

function secondFork(p: philosopher): philosopher;
begin
  if p = 0 then return p; endif;
  return right(p);
end;

startstate
begin
  for p: philosopher do
    is[p] := thinking;
  endfor;
  undefine heldBy;
end;

ruleset p: philosopher do
  rule "getHungry"
    is[p] = thinking
  ==>
  begin
    is[p] := hungry;
  endrule;

  rule "takeFirst"
    is[p] = hungry & isundefined(heldBy[firstFork(p)])
  ==>
  begin
    heldBy[firstFork(p)] := p;
    is[p] := holding;
  endrule;

  rule "takeSecond"
    is[p] = holding & isundefined(heldBy[secondFork(p)])
  ==>
  begin
    heldBy[secondFork(p)] := p;
    is[p] := eating;
  endrule;

  rule "putDown"
    is[p] = eating
  ==>
  begin
    undefine heldBy[p];
    undefine heldBy[right(p)];
    is[p] := thinking;
  endrule;
endruleset;

invariant "neighboursDoNotEatTogether"
  forall p: philosopher do
    is[p] != eating | is[right(p)] != eating
  endforall;
