import { useHub } from '../../api/hub-context.tsx';
import type { TrafficRequest } from '../../api/shapes.ts';
import { Link } from '../../location/router.tsx';
import { useMessages } from '../../messages/messages-context.tsx';
import { Facts } from '../../show/facts.tsx';
import { ExactTime } from '../../show/time.tsx';
import { routePath, servicePath } from '../gateway-path.ts';
import { StatusMark } from '../status-mark.tsx';
import { useMillis } from '../use-numbers.ts';

/** All that is kept of one request: no headers, no bodies. */
export const RequestDetail = ({ request }: { readonly request: TrafficRequest }) => {
  const { t, language } = useMessages();
  const { space } = useHub();
  const millis = useMillis();
  const { status, at, pipeline, service, consumer, reason, method, path, ms, bytes, client } = request;
  const none = <span className="muted">–</span>;
  return (
    <Facts
      facts={[
        [t('gateway.status'), <StatusMark key="status" status={status} />],
        [t('gateway.reason'), reason ?? none],
        [t('gateway.request'), <code key="request">{`${method} ${path}`}</code>],
        [t('gateway.when'), <ExactTime key="at" at={at} />],
        [t('gateway.duration'), millis(ms)],
        [
          t('gateway.route'),
          <Link key="route" to={routePath(space, pipeline)} className="link">
            {pipeline}
          </Link>,
        ],
        [
          t('gateway.service'),
          service === null ? (
            none
          ) : (
            <Link key="service" to={servicePath(space, service)} className="link">
              {service}
            </Link>
          ),
        ],
        [t('gateway.consumer'), consumer ?? none],
        [t('gateway.clientAddress'), <code key="client">{client}</code>],
        [
          t('gateway.size'),
          new Intl.NumberFormat(language, { style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(bytes),
        ],
        [t('gateway.requestId'), <code key="id">{request.requestId}</code>],
      ]}
    />
  );
};
