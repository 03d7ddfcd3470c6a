// A page that breaks takes only itself down; the house around it, and the music, go on.
import { Component } from "react";
import type { ReactNode } from "react";
import { Button } from "../design/Button";
import { ErrorState } from "../design/States";
import { t } from "../strings";
import { sentenceOf } from "./api";

interface Props {
    /// Another place: what broke is forgotten.
    place: string;
    children: ReactNode;
}

interface State {
    error: unknown;
    place: string;
}

export class ErrorBoundary extends Component<Props, State> {
    override state: State = { error: null, place: this.props.place };

    static getDerivedStateFromError(error: unknown) {
        return { error };
    }

    static getDerivedStateFromProps(props: Props, state: State): State | null {
        return props.place === state.place ? null : { error: null, place: props.place };
    }

    override render() {
        if (!this.state.error) return this.props.children;
        const sentence = sentenceOf(this.state.error);
        return (
            <div className="page">
                <ErrorState as="h1" title={t.app.crashed}
                    sentence={sentence === t.errors.chunk ? sentence : t.app.crashedText}
                    action={<Button icon="refresh" onClick={() => location.reload()}>{t.app.reload}</Button>} />
            </div>
        );
    }
}
