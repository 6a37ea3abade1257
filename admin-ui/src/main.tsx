import './look/layers.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { firstLanguage, loadMessages } from './messages/messages-context.tsx';

const place = document.getElementById('root');
if (place === null)
  throw new Error('The page has no element with the id "root". Serve index.html as it was built.');

// Words first: a page that is drawn before its language has arrived would have to be read twice.
const messages = await loadMessages(firstLanguage());
createRoot(place).render(<App messages={messages} />);
