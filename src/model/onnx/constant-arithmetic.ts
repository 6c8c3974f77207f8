/** What a binary operator does to two numbers; `whole` where both are integers. Null where it is none. */
export function arithmetic(
  operator: string,
): ((a: number, b: number, whole: boolean) => number) | null {
  switch (operator) {
    case 'Add':
      return (a, b) => a + b;
    case 'Sub':
      return (a, b) => a - b;
    case 'Mul':
      return (a, b) => a * b;
    case 'Div':
      return (a, b, whole) => (whole ? Math.trunc(a / b) : a / b);
    case 'Pow':
      return (a, b) => a ** b;
    case 'Mod':
      return (a, b) => a - b * Math.floor(a / b);
    case 'Min':
      return (a, b) => Math.min(a, b);
    case 'Max':
      return (a, b) => Math.max(a, b);
    case 'Equal':
      return (a, b) => Number(a === b);
    case 'Greater':
      return (a, b) => Number(a > b);
    case 'Less':
      return (a, b) => Number(a < b);
    default:
      return null;
  }
}

/** What an operator does to one number, null where it is none. */
export function functions(operator: string): ((a: number) => number) | null {
  switch (operator) {
    case 'Neg':
      return a => -a;
    case 'Abs':
      return a => Math.abs(a);
    case 'Sqrt':
      return a => Math.sqrt(a);
    case 'Exp':
      return a => Math.exp(a);
    case 'Floor':
      return a => Math.floor(a);
    case 'Ceil':
      return a => Math.ceil(a);
    case 'Reciprocal':
      return a => 1 / a;
    case 'Softplus':
      return a => Math.log1p(Math.exp(a));
    default:
      return null;
  }
}
