"""A condition that a point must meet to be in the sweep: arithmetic and comparisons of its parameters, nothing else."""
import ast
import operator

from points.errors import BadInput
from points.point import Value

_BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
           ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod}
_COMPARE = {ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
            ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b}


class Constraint:
    """`text`: as "workload.videos * ranks <= 64 or schedule.balance == 'none'"; `where`: file and key, for messages."""

    def __init__(self, text: str, where: str):
        self.text, self.where = text, f"{where} = \"{text}\""
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise BadInput(f"{self.where} ({error})") from None
        self.keys: set[str] = set()
        self._read(self._tree)

    def decides(self, values: dict[str, Value]) -> bool | None:
        """None: it compares a text, as "3 ms", with a number: ask again with numbers.  \\raises BadInput: a key that is not there"""
        try:
            return bool(self._value(self._tree, values))
        except TypeError:
            return None
        except (ZeroDivisionError, OverflowError) as error:
            raise self._fault(error, values) from None

    def holds(self, values: dict[str, Value]) -> bool:
        """\\raises BadInput: it asks for what the point does not have, or compares a text with a number"""
        try:
            return bool(self._value(self._tree, values))
        except (TypeError, ZeroDivisionError, OverflowError) as error:
            raise self._fault(error, values) from None

    def _fault(self, error: Exception, values: dict[str, Value]) -> BadInput:
        at = ", ".join(f"{key} = {values[key]!r}" for key in sorted(self.keys))
        return BadInput(f"{self.where}: {error} (with {at})")

    def _name(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return f"{node.value.id}.{node.attr}"
        return None

    def _read(self, node: ast.expr) -> None:
        if (name := self._name(node)) is not None:
            self.keys.add(name)
            return
        allowed = isinstance(node, (ast.BoolOp, ast.UnaryOp, ast.Compare, ast.BinOp, ast.Constant, ast.Tuple, ast.List))
        allowed = allowed and not (isinstance(node, ast.BinOp) and type(node.op) not in _BINARY)
        allowed = allowed and not (isinstance(node, ast.Compare) and any(type(op) not in _COMPARE for op in node.ops))
        allowed = allowed and not (isinstance(node, ast.UnaryOp) and not isinstance(node.op, (ast.Not, ast.USub)))
        if not allowed:
            raise BadInput(f"{self.where}: {ast.unparse(node)} (may have keys, numbers, texts, + - * / // %, == != < <= > >=, in, and, or, "
                           "not)")
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                self._read(inner)

    def _value(self, node: ast.expr, values: dict[str, Value]):
        if (name := self._name(node)) is not None:
            if name not in values:
                raise BadInput(f"{self.where}: {name} is not set by the sweep (it may be {', '.join(sorted(values))})")
            return values[name]
        match node:
            case ast.Constant():
                return node.value
            case ast.Tuple() | ast.List():
                return [self._value(one, values) for one in node.elts]
            case ast.BoolOp():
                wanted = isinstance(node.op, ast.Or)
                return wanted if any(bool(self._value(one, values)) is wanted for one in node.values) else not wanted
            case ast.UnaryOp():
                inner = self._value(node.operand, values)
                return not inner if isinstance(node.op, ast.Not) else -inner
            case ast.BinOp():
                return _BINARY[type(node.op)](self._value(node.left, values), self._value(node.right, values))
        left = self._value(node.left, values)
        for op, other in zip(node.ops, node.comparators):
            right = self._value(other, values)
            if not _COMPARE[type(op)](left, right):
                return False
            left = right
        return True
