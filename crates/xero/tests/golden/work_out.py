#!/usr/bin/env python3
"""Works out what the golden orders come to in Xero, by Xero's rules of arithmetic, in exact fractions. It shares nothing with the
Rust code: it was written from those rules and from what a snapshot is, to check it.

    work_out.py           compares the figures of every file with what comes out here
    work_out.py --write   writes them into the files given, where they have none yet

Figures are lines (quantity, price, account, tax type, told tax), total, tax and causes. Names of lines, fields of the document
and the files marked `"by_hand": true` (quotes of what remains, closed days) are nobody's but the author's.
"""
import json, pathlib, sys
from fractions import Fraction as F
from itertools import combinations

HERE = pathlib.Path(__file__).parent
CONTRACT = HERE / "../../../../tests/contract"
ACCOUNTS = {"sales_account": "200", "shipping_account": "210", "fee_account": "220", "rounding_account": "860"}
TAXES = {"": ["NONE", "0"], "1": ["OUTPUT2", "20"]}
NO_DECIMALS, THREE = {"IDR", "JPY", "KRW"}, {"KWD", "BHD", "JOD"}


def amount(value):
    return F(value or 0)


def floor(x, unit):
    return (x / unit).__floor__() * unit


def rounded(x, unit):  # halves away from zero
    whole = (abs(x) / unit + F(1, 2)).__floor__() * unit
    return whole if x >= 0 else -whole


def scale(text):
    return len((text or "0").partition(".")[2].rstrip("0"))


def text(x, least=0):
    digits = least
    while x * 10**digits % 1 and digits < 12:
        digits += 1
    sign, units = "-" if x < 0 else "", int(abs(x) * 10**digits)
    whole, cents = divmod(units, 10**digits)
    return sign + (f"{whole}.{cents:0{digits}}" if digits else str(whole))


def apportion(exact, target, unit):
    """Step 2, and 3 where rounding cannot make the target. Gives the amounts and what they are short of it."""
    floors = [floor(x, unit) for x in exact]
    fractions = sorted((i for i in range(len(exact)) if exact[i] > floors[i]), key=lambda i: floors[i] - exact[i])
    needed = (target - sum(floors)) / unit
    if not 0 <= needed <= len(fractions):
        needed = (rounded(sum(exact), unit) - sum(floors)) / unit
    for i in fractions[: int(needed)]:
        floors[i] += unit
    return floors, target - sum(floors)


class Order:
    def __init__(self, snapshot, settings, taxes):
        self.s, self.settings, self.taxes, self.causes = snapshot, settings, taxes, []
        totals = snapshot["totals"]
        foreign = snapshot["currency"] != snapshot["base_currency"]
        iso = 0 if snapshot["currency"] in NO_DECIMALS else 3 if snapshot["currency"] in THREE else 2
        charged = max(scale(totals["total"]), scale(totals.get("total_refunded")))
        self.decimals = max(snapshot["currency_decimals"], charged, iso if foreign else 0)
        self.fine, self.unit = F(1, 10**self.decimals), F(1, 10 ** min(self.decimals, 2))

    def cause(self, name):
        if name not in self.causes:
            self.causes.append(name)

    def bought(self):
        parts = []
        for line in self.s["lines"]:
            taxes = {rate: amount(tax["total"]) for rate, tax in line.get("taxes", {}).items()}
            exact, stored = sum(taxes.values()), amount(line.get("total_tax"))
            tax = exact if abs(exact - stored) <= len(taxes) * self.fine else stored
            net, pieces = amount(line["total"]), amount(line["quantity"])
            if net or tax or pieces > 0:
                parts.append([line["name"], "sales_account", pieces, net, tax, key(taxes)])
        for name, role in (("fees", "fee_account"), ("shipping_lines", "shipping_account")):
            parts += [charge_part(c, role) for c in self.s.get(name, []) if amount(c["total"]) or amount(c.get("total_tax"))]
        return parts

    def refunded(self, refund):
        parts, named = [], []
        for line in self.s["lines"]:
            back = [b for b in refund.get("lines", []) if b["line_id"] == line["id"]]
            net, tax = (sum(amount(b.get(f)) for b in back) for f in ("total", "total_tax"))
            pieces = sum(max(amount(b.get("quantity")), 0) for b in back)
            if net or tax:
                parts.append([line["name"], "sales_account", pieces, net, tax, key(line.get("taxes", {}))])
        for kind, charges, role in (("fee", "fees", "fee_account"), ("shipping", "shipping_lines", "shipping_account")):
            net, tax = amount(refund.get(kind + "_total")), amount(refund.get(kind + "_tax"))
            if net or tax:
                named.append(net + tax)
                told = self.told(self.s.get(charges, []), refund.get(charges, []), net, tax, role)
                parts += told or self.given_back(self.s.get(charges, []), net, tax, refund.get(kind + "_taxes", {}), role)
        named = sum(named) + sum(p[3] + p[4] for p in parts if p[1] == "sales_account")
        texts = [b.get(f) for b in refund.get("lines", []) for f in ("total", "total_tax")]
        texts += [refund.get(f"{k}_{f}") for k in ("fee", "shipping") for f in ("total", "tax")]
        unnamed = amount(refund["amount"]) - named
        crumbs = sum(scale(t) > self.decimals for t in texts) * self.fine
        return parts, 0 if abs(unnamed) <= crumbs else unnamed

    def told(self, charges, lines, net, tax, role):
        by_id = {c["id"]: c for c in reversed(charges)}
        parts = []
        for line in lines:
            if line["line_id"] not in by_id:
                return []
            charge, back = by_id[line["line_id"]], (amount(line.get("total")), amount(line.get("total_tax")))
            if any(back):
                parts.append([charge["name"], role, F(1), *back, key(charge.get("taxes", {}))])
        return parts if sum(p[3] for p in parts) == net and sum(p[4] for p in parts) == tax else []

    def given_back(self, charges, net, tax, taxes, role):
        real = [c for c in charges if amount(c["total"]) or amount(c.get("total_tax"))]
        for count in range(1, len(real) + 1):
            for some in combinations(real, count):
                if sum(amount(c["total"]) for c in some) == net and sum(amount(c.get("total_tax")) for c in some) == tax:
                    return [charge_part(c, role) for c in some]
        rates = key({rate for rate, t in taxes.items() if amount(t)})
        are_one_set = len({key(c.get("taxes", {})) for c in charges}) == 1
        alike = charges if are_one_set else [c for c in charges if rates and key(c.get("taxes", {})) == rates]
        if not alike:
            self.cause("refund_not_traced")
            return []
        return [[alike[0]["name"], role, F(1), net, tax, key(alike[0].get("taxes", {}))]]

    def document(self, kind, subject):
        totals = self.s["totals"]
        refund = next((r for r in self.s.get("refunds", []) if r["id"] == subject), None) if kind == "credit_note" else None
        if kind != "credit_note" and 0 < amount(totals["total"]) <= amount(totals.get("total_refunded")):
            return {"skipped": "fully_refunded"}
        parts, money = self.refunded(refund) if refund else (self.bought(), F(0))
        total, tax = (amount(refund["amount"]), None) if refund else (amount(totals["total"]), amount(totals.get("total_tax")))
        if refund and not total:
            return {"skipped": "nothing_to_bill"}
        if tax is None:
            fees, shipping = amount(refund.get("fee_tax")), amount(refund.get("shipping_tax"))
            tax = fees + shipping + sum(p[4] for p in parts if p[1] == "sales_account")
        if rounded(total, self.fine) != rounded(total, self.unit):
            self.cause("total_too_fine")
        slots = [self.slot(p) for p in parts]
        unnamed = self.unnamed(rounded(money, self.unit), (refund or {}).get("reason") or "Refund", kind)
        due = rounded(total, self.unit) - sum(line["gross"] for line in unnamed)
        lines = self.lines(slots, due, rounded(tax, self.unit), kind) + unnamed
        return self.summed(lines, rounded(total, self.fine))

    def mode(self):
        if self.settings.get("fact_pays_tax") == "no":
            return "NoTax"
        return "Exclusive" if self.settings.get("amounts") == "exclusive" else "Inclusive"

    def slot(self, part):
        name, role, pieces, net, tax, rates = part
        account = self.settings.get(role, ACCOUNTS[role])
        if not account:
            self.cause("account_missing")
        if self.mode() == "NoTax":
            kind, rate = "NONE", F(0)
        elif rates not in self.taxes:
            self.cause("tax_not_mapped")
            kind, rate = "", None
        else:
            kind, rate = self.taxes[rates][0], self.taxes[rates][1]
            rate = None if rate is None else F(rate) / 100
            if rate is None:
                self.cause("tax_rate_unknown")
        return dict(name=name, pieces=pieces, net=net, tax=tax, account=account, type=kind, rate=rate)

    def lines(self, slots, due, due_tax, kind):
        mode = self.mode()
        taxes = [F(0)] * len(slots)
        if mode != "NoTax":
            taxes, left = apportion([s["tax"] for s in slots], due_tax, self.unit)
            taxed = [i for i, s in enumerate(slots) if s["tax"]]
            if abs(left) > len(taxed) * self.unit:
                self.cause("tax_type_mismatch")
            else:
                for i in taxed[: int(abs(left) / self.unit)]:
                    taxes[i] += self.unit if left > 0 else -self.unit
        exact = [s["net"] if mode == "Exclusive" else s["net"] + s["tax"] for s in slots]
        amounts, rest = apportion(exact, due - due_tax if mode == "Exclusive" else due, self.unit)
        lines = [self.line(*three, kind) for three in zip(slots, amounts, taxes)]
        if rest and "refund_not_traced" not in self.causes:
            limit = F(self.settings.get("rounding_limit", "0.10")) * 100 * self.unit
            if abs(rest) > limit:
                self.cause("order_does_not_add_up")
            else:
                account = self.settings.get("rounding_account", ACCOUNTS["rounding_account"])
                if not account:
                    self.cause("account_missing")
                lines.append(dict(row=["Rounding", "1", text(rest, 2), account, "NONE"], gross=rest, tax=F(0)))
        return lines

    def line(self, slot, total, tax, kind):
        mode, cent, rate = self.mode(), F(1, 100), slot["rate"]
        formula, tie = None, False
        if rate is not None:
            net = total / (1 + rate)
            formula = {"Inclusive": total - rounded(net, cent), "Exclusive": rounded(total * rate, cent), "NoTax": F(0)}[mode]
            tie = mode == "Inclusive" and (net / cent) % 1 == F(1, 2)
        gap = 2 * cent if self.unit == cent else self.unit
        told = tax if formula is not None and (formula != tax or tie) else None
        if formula is not None and abs(tax - formula) > gap or told is not None and abs(told) > abs(total):
            self.cause("tax_type_mismatch")
        pieces, price, name = slot["pieces"], total, slot["name"]
        unit = rounded(total / pieces, cent if kind == "quote" else cent / 100) if pieces > 0 else None
        fits = unit is not None and pieces * 10**4 % 1 == 0 and rounded(unit * pieces, cent) == total
        if fits and (told is None or abs(told) <= abs(unit)):
            price = unit
        else:
            name = f"{text(pieces)} × {name}" if pieces > 0 and pieces != 1 else name
            pieces = F(1)
        row = [name, text(pieces), text(price, 2), slot["account"], slot["type"]] + ([text(told, 2)] if told is not None else [])
        return dict(row=row, gross=total + tax if mode == "Exclusive" else total, tax=tax)

    def unnamed(self, money, name, kind):
        if not money:
            return []
        groups = {}
        for slot in map(self.slot, self.bought()):
            group = groups.setdefault((slot["account"], slot["type"]), dict(slot, net=F(0), tax=F(0)))
            group["net"], group["tax"] = group["net"] + slot["net"], group["tax"] + slot["tax"]
        groups = [g for g in groups.values() if g["net"] + g["tax"] > 0]
        whole = sum(g["net"] + g["tax"] for g in groups)
        shares, _ = apportion([abs(money) * (g["net"] + g["tax"]) / whole for g in groups], abs(money), self.unit)
        lines = []
        for group, share in zip(groups, shares):
            share = share if money > 0 else -share
            if share:
                net = rounded(share / (1 + (group["rate"] or 0)), F(1, 100))
                at = net if self.mode() == "Exclusive" else share
                tax = F(0) if self.mode() == "NoTax" else share - net
                lines.append(self.line(dict(group, name=name, pieces=F(1)), at, tax, kind))
        return lines

    def summed(self, lines, order_total):
        total = sum((line["gross"] for line in lines), F(0))
        if total < 0 or order_total < 0:
            self.cause("negative_total")
        if total != order_total and not self.causes:
            self.cause("order_does_not_add_up")
        if not self.causes and (not lines or not order_total and self.settings.get("zero_totals") != "send"):
            return {"skipped": "nothing_to_bill"}
        tax = sum((line["tax"] for line in lines), F(0))
        rows = [line["row"] for line in lines]
        return {"amounts": self.mode(), "lines": rows, "total": text(total, 2), "tax": text(tax, 2), "causes": self.causes}


def key(rates):
    return ",".join(sorted(rates))


def charge_part(charge, role):
    return [charge["name"], role, F(1), amount(charge["total"]), amount(charge.get("total_tax")), key(charge.get("taxes", {}))]


def of(case):
    if "contract" in case:
        snapshot = json.loads((CONTRACT / f"{case['contract']}.json").read_text())["snapshot"]
    else:
        base = {"currency": "GBP", "currency_decimals": 2, "base_currency": "GBP", "lines": []}
        snapshot = {**base, **case["order"]}
    # A set whose tax type is null is one that the settings forgot.
    taxes = {rates: tax for rates, tax in {**TAXES, **case.get("taxes", {})}.items() if tax}
    order = Order(snapshot, case.get("settings", {}), taxes)
    return order.document(case["kind"], case.get("refund"))


def figures(expected):
    rows = [row[1:] for row in expected["lines"]] if "lines" in expected else None
    return {**{name: expected.get(name) for name in ("amounts", "total", "tax", "causes", "skipped")}, "lines": rows}


def main(arguments):
    write = arguments[:1] == ["--write"]
    faults, checked = 0, 0
    for path in map(pathlib.Path, arguments[1:]) if write else sorted(HERE.glob("*.json")):
        case = json.loads(path.read_text())
        if case.get("by_hand") or case["kind"] not in ("invoice", "quote", "credit_note"):
            continue
        expected = of(case)
        checked += 1
        if write and "expected" not in case:
            path.write_text(json.dumps({**case, "expected": expected}, indent=1, ensure_ascii=False) + "\n")
        elif figures(expected) != figures(case["expected"]):
            faults += 1
            print(f"{path.name}: {case['about']}\n  file {figures(case['expected'])}\n  here {figures(expected)}")
    print(f"{checked} worked out, {faults} differ")
    return faults > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
