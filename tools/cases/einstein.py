"""Cases of engine/ops/einstein.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "einsum": [
        case((2, 3), (3, 2), subscripts="ij,jk->ik"),
        case((2, 3), (3, 2), subscripts="ij, jk"),
        case((3,), (3,), subscripts="i,i->"),
        case((3,), (2,), subscripts="i,j->ji"),
        case((2, 3), subscripts="ij->j"),
        case((3, 3), subscripts="ii->i"),
        case((3, 3), subscripts="ii"),
        case((2, 2, 3), (2,), subscripts="iij,i->ji"),
        case((2, 3), (2,), subscripts="ij,k->k"),
        case((2, 2, 3), (2, 3, 2), subscripts="...ij,...jk->...ik"),
        case((2, 1, 3), (2, 3), subscripts="...i,...i"),
        case((2, 3), (3, 2), (2,), subscripts="ab,bc,c->a"),
        case((2, 1), (3, 2), subscripts="ij,jk->ik"),
        case((), (2,), subscripts=",i->i"),
        case((0, 2), (2, 2), subscripts="ij,jk->k"),
    ],
    "tensordot": [
        case((2, 3), (3, 2), axes=1),
        case((2, 3), (2, 3)),
        case((2, 3), (4,), axes=0),
        case((2, 3, 2), (3, 2, 2), axes=([0, 1], [1, 0])),
        case((2, 3), (2, 3), axes=(-1, 1)),
    ],
}
