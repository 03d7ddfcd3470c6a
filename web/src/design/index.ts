// The primitives. Features import from here and write no colour, size or font of their own.
export { accentFor, accentStyle, contrast } from "./colour";
export { Accented } from "./Accent";
export { Button, IconButton, LinkButton, TextLink } from "./Button";
export { ConfirmProvider, Dialog, Sheet, useConfirm } from "./Dialog";
export { Checkbox, DateTimeField, Field, MoneyField, NumberField, PasswordField, RadioList, SearchField, Segments,
    SelectField,
    Stepper, Switch, TextArea, TextField } from "./Field";
export { Headline } from "./Headline";
export { Icon } from "./Icon";
export type { IconName } from "./icons";
export { Badge, Figure, Lamp, LampShape, Notice } from "./Lamp";
export type { Signal } from "./Lamp";
export { Menu } from "./Menu";
export type { MenuItem } from "./Menu";
export { Progress } from "./Progress";
export { QR } from "./QR";
export { Grooves, Sleeve, imageAddress } from "./Sleeve";
export { Banner, EmptyState, ErrorState, Loading, Skeleton } from "./States";
export { Table } from "./Table";
export type { Column } from "./Table";
export { NavTabs, Tabs } from "./Tabs";
export { ToastProvider, useToast } from "./Toast";
export { Waveform } from "./Waveform";
