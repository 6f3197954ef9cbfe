/* In this order: what comes later goes before. */
import './base.css';
import './header.css';
import './start.css';
import './queue.css';
import './stage.css';
import './video.css';
import './toolbar.css';
import './panel.css';
import './saving.css';
import './dialog.css';
import './notices.css';
import './narrow.css';
import './preferences.css';
