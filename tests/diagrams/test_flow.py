"""Gateways stand where BPMN wants them."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from handbook.diagrams.flow import Edge, Flow, Node, with_gateways
from tests.diagrams.models import flows, random_flows


def made(kinds: str, *ways: str) -> set[tuple[str, str]]:
    """Edges behind `with_gateways`; kinds by letter: task, decision, end; ways like "1>2"."""
    names = {"t": "task", "d": "decision", "e": "end"}
    nodes = [Node(f"s{number}", names[kind], "R-01", "de", number=number) for number, kind in enumerate(kinds, 1)]  # type: ignore[arg-type]
    edges = [Edge(f"s{source}", f"s{target}") for source, _, target in (way.partition(">") for way in ways)]
    return {(edge.source, edge.target) for edge in with_gateways([Node("start", "start", "R-01", "de"), *nodes], edges)[1]}


def test_a_loop_has_a_merging_gateway_before_its_target() -> None:
    assert made("tde", "1>2", "2>1", "2>3") >= {("s2", "s1"), ("s2", "s3")}  # one way in: the loop alone, without a start
    found = made("ttde", "1>2", "2>3", "3>2", "3>4")
    assert found == {("s1", "s2-merge"), ("s3", "s2-merge"), ("s2-merge", "s2"), ("s2", "s3"), ("s3", "s4")}


def test_parallel_branches_are_joined_where_they_meet() -> None:
    found = made("tttte", "1>2", "1>3", "2>4", "3>4", "4>5")
    assert {("s1", "s1-split"), ("s1-split", "s2"), ("s2", "s1-join"), ("s3", "s1-join"), ("s1-join", "s4")} <= found


def test_a_loop_into_the_step_behind_parallel_branches_does_not_wait_for_them() -> None:
    found = made("ttttde", "1>2", "1>3", "2>4", "3>4", "4>5", "5>4", "5>6")
    assert {("s1-join", "s4-merge"), ("s5", "s4-merge"), ("s4-merge", "s4")} <= found


def test_answers_within_a_branch_are_merged_before_the_branches_are_joined() -> None:
    found = made("tdttte", "1>2", "1>5", "2>3", "2>4", "3>5", "4>5", "5>6")
    assert {
        ("s3", "s1-split-merge0"),
        ("s4", "s1-split-merge0"),
        ("s1-split-merge0", "s1-join"),
        ("s1-split", "s1-join"),
    } <= found


def test_branches_that_end_apart_are_not_joined() -> None:
    found = made("tee", "1>2", "1>3")
    assert found == {("s1", "s1-split"), ("s1-split", "s2"), ("s1-split", "s3")}


def check(flow: Flow) -> None:
    into, out = Counter(edge.target for edge in flow.edges), Counter(edge.source for edge in flow.edges)
    for node in flow.nodes:
        if node.kind not in ("merge", "join"):
            assert into[node.id] == (node.kind != "start"), node
        if node.kind not in ("decision", "split"):
            assert out[node.id] == (node.kind != "end"), node
        if node.kind in ("merge", "join"):
            assert into[node.id] > 1
        if node.kind in ("decision", "split"):
            assert out[node.id] > 1


def test_steps_of_all_processes_have_one_way_in_and_one_way_out() -> None:
    for flow in flows().values():
        check(flow)


@settings(max_examples=40)
@given(random_flows())
def test_steps_of_random_processes_have_one_way_in_and_one_way_out(flow: Flow) -> None:
    check(flow)
