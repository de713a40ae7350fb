"""Of a long list the most important is shown, in its order; the rest is known."""

from crisis_log.views.foremost import foremost, foremost_of_each


def test_a_list_that_has_room_is_shown_whole() -> None:
    assert foremost([3, 1, 2], 3, rank=lambda one: one) == ((3, 1, 2), ())


def test_what_ranks_first_is_shown_and_both_parts_keep_their_order() -> None:
    assert foremost([5, 1, 4, 2, 3], 2, rank=lambda one: one) == ((1, 2), (5, 4, 3))


def test_of_the_same_rank_the_first_ones_are_shown() -> None:
    assert foremost("abcd", 2, rank=lambda _one: 0) == (("a", "b"), ("c", "d"))


def test_each_kind_has_its_share_and_what_another_leaves() -> None:
    shown = foremost_of_each("aaaaab", 4, kind=lambda letter: letter)
    assert shown == (("a", "a", "a", "b"), ("a", "a"))
