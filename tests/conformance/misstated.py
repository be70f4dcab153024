"""What an author can say wrong of his vendor, and what the suite says of it."""

# What an author says wrong of his vendor: the body of the suite's subclass, the test, and what it says.
MISSTATED = {
    "a success of some": (
        "success = taken(['u1', 'u3'])",
        "test_a_success_is_accepted",
        "`success` must accept all of u1, U2, u3; it gave: u1 accepted, U2 rejected, u3 accepted",
    ),
    "a refusal of some": (
        "answers = [taken(['u1'])]",
        "test_no_refusal_is_a_success",
        "`answers` holds an answer that takes some: put it into `partial`",
    ),
    "a refusal of none": (
        "answers = [taken(['u1', 'U2', 'u3'])]",
        "test_no_refusal_is_a_success",
        "`answers` holds what is accepted",
    ),
    "a partial answer that forgets somebody": (
        "partial = [Partial(taken(['u1']), {'u1': Status.ACCEPTED})]",
        "test_a_partial_answer_is_stated_whole",
        "`statuses` must be of u1, U2, u3",
    ),
    "a partial answer on no route": (
        "partial = [Partial(taken(['u1']), dict.fromkeys(['u1', 'U2', 'u3'], Status.REJECTED), route='post')]",
        "test_a_partial_answer_is_stated_whole",
        "no route `post` takes 3 recipients",
    ),
    "another status of one": (
        "partial = [Partial(taken(['u1']), dict.fromkeys(['u1', 'U2', 'u3'], Status.ACCEPTED))]",
        "test_each_recipient_gets_its_own_outcome",
        "the provider finds u1 accepted, U2 rejected, u3 rejected",
    ),
    "only 2xx is a success": (
        "needs_2xx = True",
        "test_a_success_with_another_http_status_is_one_or_a_doubt",
        "nothing is a success here",
    ),
    "no legal value": (
        "kinds = (Dated,)",
        "test_a_parameter_reaches_the_request",
        "no legal value was found for day of chat: give one, values = {'day': [{'day': …}]}",
    ),
    "no code": ("kinds = (Silent,)", "test_nasty_answers", "an outcome needs a code: the vendor's as text"),
    "no detail": ("kinds = (Curt,)", "test_nasty_answers", "an outcome that isn't accepted needs a detail: why"),
    "a long detail": ("kinds = (Chatty,)", "test_nasty_answers", "a detail has 501 characters, over 500"),
    "control characters": ("kinds = (Ringing,)", "test_nasty_answers", "an outcome holds control characters"),
    "a number for a code": ("kinds = (Counting,)", "test_nasty_answers", "provider_id and fatal must be texts"),
}
