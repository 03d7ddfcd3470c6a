// A settings screen drawn schematically: grey where it does not matter, one row or button in the accent, a ring where the
// finger goes. Coordinates are in units of 1/240 of a drawing's width.
import type { DrawnStep } from "../../../strings/box";
import { t } from "../../../strings/house";

const WIDTH = 240;
const HEIGHT = 164;
const ROW = 24;
const TOP = 46;

export function Drawing({ step, isPhone }: { step: DrawnStep; isPhone: boolean }) {
    const inset = isPhone ? 36 : 8;
    const width = WIDTH - 2 * inset;
    return (
        <svg className="drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t.trust.drawing(`${step.title}: ${[...step.lines, ...(step.dialog ?? []), ...(step.button ? [step.button] : [])].join(", ")}`)}>
            {isPhone ? <PhoneFrame x={inset} width={width} /> : <WindowFrame x={inset} width={width} />}
            <text className="drawing-title" x={inset + 12} y="34">{fitted(step.title, width - 20, 5.4)}</text>
            {step.dialog ? step.lines.map((line, i) => <text key={line} className="drawing-text" x={inset + 12} y={TOP + 8 + i * 14}>{fitted(line, width - 20, 4.6)}</text>) : step.lines.map((line, i) => <Row key={line} x={inset + 8} y={TOP + i * ROW} width={width - 16} text={line} isHot={step.hot === i} step={step} index={i} />)}
            {step.button && <Press x={inset + 12} y={TOP + step.lines.length * ROW + 8} width={width - 24} text={step.button} isHot={step.hot === -1 || step.hot === undefined} />}
            {step.dialog && <Question x={inset + 8} y={TOP + step.lines.length * 14 + 8} width={width - 16} words={step.dialog} isStacked={isPhone} />}
        </svg>
    );
}

/// Cut where it would run out of its row; `advance` is the width of a middling letter.
function fitted(text: string, width: number, advance: number): string {
    const most = Math.floor(width / advance);
    return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

function PhoneFrame({ x, width }: { x: number; width: number }) {
    return <>
        <path className="drawing-frame" d={`M${x} ${HEIGHT}V18a12 12 0 0 1 12-12h${width - 24}a12 12 0 0 1 12 12V${HEIGHT}`} />
        <path className="drawing-mark" d={`M${x + width / 2 - 14} 12h28`} />
    </>;
}

function WindowFrame({ x, width }: { x: number; width: number }) {
    return <>
        <rect className="drawing-frame" x={x} y="6" width={width} height={HEIGHT - 12} rx="6" />
        <path className="drawing-mark" d={`M${x + width - 40} 14h8M${x + width - 26} 14h8M${x + width - 12} 14h4`} />
    </>;
}

function Row({ x, y, width, text, isHot, step, index }: { x: number; y: number; width: number; text: string; isHot: boolean; step: DrawnStep; index: number }) {
    const isTicked = step.tick === index;
    const hasBox = step.tick !== undefined;
    const isOn = step.switchOn === index;
    const start = x + (hasBox ? 24 : 8);
    return (
        <g className={isHot ? "drawing-hot" : undefined}>
            <rect className="drawing-row" x={x} y={y} width={width} height={ROW - 4} rx="3" />
            {hasBox && <rect className="drawing-box" x={x + 7} y={y + 5} width="10" height="10" rx="2" />}
            {isTicked && <path className="drawing-tick" d={`M${x + 9} ${y + 10}l3 3 5-6`} />}
            <text className="drawing-text" x={start} y={y + 13.5}>{fitted(text, width - (start - x) - (isOn ? 32 : 14), 4.9)}</text>
            {isOn && <><rect className="drawing-switch" x={x + width - 28} y={y + 4} width="22" height="12" rx="6" /><circle className="drawing-knob" cx={x + width - 12} cy={y + 10} r="4.5" /></>}
            {!isOn && !hasBox && !isHot && <path className="drawing-mark" d={`M${x + width - 11} ${y + 6.5}l3.5 3.5-3.5 3.5`} />}
            {isHot && <circle className="drawing-touch" cx={isOn ? x + width - 17 : hasBox ? x + 12 : x + width - 10} cy={isOn || hasBox ? y + 10 : y + 13} r="12" />}
        </g>
    );
}

function Press({ x, y, width, text, isHot }: { x: number; y: number; width: number; text: string; isHot: boolean }) {
    return (
        <g className={isHot ? "drawing-hot" : undefined}>
            <rect className="drawing-row" x={x} y={y} width={width} height="24" rx="4" />
            <text className="drawing-text drawing-middle" x={x + width / 2} y={y + 15}>{fitted(text, width - 12, 4.9)}</text>
            {isHot && <circle className="drawing-touch" cx={x + width - 14} cy={y + 16} r="12" />}
        </g>
    );
}

/// Two answers, beside each other in a window and below each other on a phone; the second is the right one.
function Question({ x, y, width, words: [no, yes], isStacked }: { x: number; y: number; width: number; words: [string, string]; isStacked: boolean }) {
    const each = isStacked ? width : (width - 6) / 2;
    const [right, below] = isStacked ? [x, y + 30] : [x + each + 6, y];
    return (
        <>
            <rect className="drawing-row" x={x} y={y} width={each} height="24" rx="4" />
            <text className="drawing-text drawing-middle" x={x + each / 2} y={y + 15}>{fitted(no, each - 6, 4.6)}</text>
            <g className="drawing-hot">
                <rect className="drawing-row" x={right} y={below} width={each} height="24" rx="4" />
                <text className="drawing-text drawing-middle" x={right + each / 2} y={below + 15}>{fitted(yes, each - 6, 4.6)}</text>
                <circle className="drawing-touch" cx={right + each - 14} cy={below + 16} r="12" />
            </g>
        </>
    );
}
