from tests.browser.test_harness import *
def test_dom(counter):
    counter.save()
    r = counter.reopen(kernel="new")
    expect(r.output(1).get_by_role("button")).to_have_text("count 0")
    print(r.output(1).evaluate("e => e.outerHTML"))
    assert 0
