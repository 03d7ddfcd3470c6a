// The states of fetched data in one place: skeleton, error with a way out, content.
//
//     <Loaded of={useData("GET /api/albums/{id}", { path: { id } })} skeleton={<AlbumSkeleton />}>{(album) => …}</Loaded>
import type { ReactNode } from "react";
import { LinkButton } from "../design/Button";
import { EmptyState, ErrorState, Loading } from "../design/States";
import { t } from "../strings";
import { ApiError, sentenceOf } from "./api";
import type { Data } from "./data";

export function Loaded<T>({ of, skeleton, children }: { of: Pick<Data<T>, "data" | "error" | "reload">; skeleton: ReactNode; children: (data: T) => ReactNode }) {
    if (of.data !== undefined) return <>{children(of.data)}</>;
    if (!of.error) return <Loading>{skeleton}</Loading>;
    if (of.error instanceof ApiError && of.error.status === 404) {
        return <EmptyState title={t.app.notFound} action={<LinkButton href="/">{t.app.goHome}</LinkButton>}>{of.error.message}</EmptyState>;
    }
    return <ErrorState sentence={sentenceOf(of.error)} onRetry={() => void of.reload()} />;
}
