/** The lab's own rulesets, beside the configuration that is tried. */

/** Groups that configurations number from 1 on; as many of them are tried as a foreign mark. */
const groups = [1, 2, 3, 4, 5, 6, 7] as const;
const sourceMarks = [0, ...groups.map((source) => source << 16)];
const pairMarks = groups.flatMap((source) => groups.map((destination) => (source << 16) | destination));

/**
 * What another program on the same machine may do: it leaves marks on packets, of which none may open anything, and takes
 * out the first packets of conversations that still have a mark.
 */
const besideTable = `add table inet zonewright_beside
delete table inet zonewright_beside
table inet zonewright_beside {
	chain in {
		type filter hook prerouting priority raw; policy accept;
		numgen inc mod 2 vmap { 0 : goto sources, 1 : goto pairs }
	}
	chain sources {
		meta mark set ${oneOf(sourceMarks)}
	}
	chain pairs {
		meta mark set ${oneOf(pairMarks)}
	}
	chain out {
		type filter hook postrouting priority filter; policy accept;
		ct state new meta mark != 0x0 drop
	}
}
`;

/** Each of some marks in its turn. */
function oneOf(marks: readonly number[]): string {
  return `numgen inc mod ${marks.length} map { ${marks.map((mark, index) => `${index} : ${mark}`).join(', ')} }`;
}

/** Lets everything through and remembers it; it shows as well that the lab's router forwards every probe. */
export const openRuleset: string = `${besideTable}add table inet zonewright_open
delete table inet zonewright_open
table inet zonewright_open {
	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state new meta mark set 0x0 accept
	}
}
`;

/** Ends that as the configuration is loaded, so that connections are remembered all the while. */
export const closeRuleset: string = 'delete table inet zonewright_open\n';
