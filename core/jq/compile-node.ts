import {
  compileIndex,
  compileIterate,
  compileSlice,
  compileVariable,
  descend,
  identity,
} from './compile-access.ts';
import { compileAssign } from './compile-assign.ts';
import { compileBind, compileForeach, compileReduce } from './compile-bind.ts';
import {
  compileArray,
  compileBinary,
  compileFormat,
  compileNegate,
  compileObject,
  compileText,
} from './compile-build.ts';
import { compileCall, compileDefine } from './compile-call.ts';
import {
  compileAlternative,
  compileBreak,
  compileComma,
  compileIf,
  compileLabel,
  compileLogic,
  compilePipe,
  compileTry,
} from './compile-flow.ts';
import { constantCode, type Code } from './code.ts';
import { countNode, type Scope } from './scope.ts';
import type { Node } from './syntax.ts';

export const compileNode = (node: Node, scope: Scope): Code => {
  countNode(scope, node);
  switch (node.kind) {
    case 'identity':
      return identity;
    case 'descend':
      return descend;
    case 'literal':
      return constantCode(node.value);
    case 'text':
      return compileText(node, scope);
    case 'format':
      return compileFormat(node, scope);
    case 'index':
      return compileIndex(node, scope);
    case 'slice':
      return compileSlice(node, scope);
    case 'iterate':
      return compileIterate(node, scope);
    case 'pipe':
      return compilePipe(node, scope);
    case 'comma':
      return compileComma(node, scope);
    case 'and':
    case 'or':
      return compileLogic(node, scope);
    case 'alternative':
      return compileAlternative(node, scope);
    case 'binary':
      return compileBinary(node, scope);
    case 'assign':
      return compileAssign(node, scope);
    case 'negate':
      return compileNegate(node, scope);
    case 'array':
      return compileArray(node, scope);
    case 'object':
      return compileObject(node, scope);
    case 'if':
      return compileIf(node, scope);
    case 'try':
      return compileTry(node, scope);
    case 'reduce':
      return compileReduce(node, scope);
    case 'foreach':
      return compileForeach(node, scope);
    case 'bind':
      return compileBind(node, scope);
    case 'label':
      return compileLabel(node, scope);
    case 'break':
      return compileBreak(node, scope);
    case 'define':
      return compileDefine(node, scope);
    case 'call':
      return compileCall(node, scope);
    case 'variable':
      return compileVariable(node, scope);
  }
};
