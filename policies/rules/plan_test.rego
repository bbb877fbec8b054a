package zonewright.plan_test

import data.zonewright.fixture_test as fixture
import data.zonewright.plan

test_the_office_side_is_known_by_level_or_kind if {
	plan.is_it(fixture.zone("a", {"level": 4, "kind": "site"}))
	plan.is_it(fixture.zone("a", {"level": 3, "kind": "enterprise"}))
	not plan.is_it(fixture.zone("a", {"level": 3, "kind": "site"}))
}

test_the_process_is_run_below_the_dmz if {
	plan.is_ot(fixture.zone("a", {"level": 3, "kind": "site"}))
	not plan.is_ot(fixture.zone("a", {"level": 3, "kind": "dmz"}))
	not plan.is_ot(fixture.zone("a", {"level": 3.5, "kind": "site"}))
}
